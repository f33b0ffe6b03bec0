namespace LfmSpec.Lab.Tests;

[TestFixture]
public class ShardTests
{
    [TestCase("1/1", 1, 1)]
    [TestCase("2/4", 2, 4)]
    [TestCase(" 4 / 4 ", 4, 4)]
    public void A_part_is_i_of_n(string text, int index, int count) => Assert.That(Shard.Parse(text), Is.EqualTo(new Shard(index, count)));

    [TestCase("")]
    [TestCase("2")]
    [TestCase("0/4")]
    [TestCase("5/4")]
    [TestCase("-1/4")]
    [TestCase("1/0")]
    [TestCase("1/2/3")]
    [TestCase("1.0/2")]
    [TestCase("one/two")]
    [TestCase("1/99999999999")]
    public void What_is_no_part_is_none(string text) => Assert.That(Shard.Parse(text), Is.Null);

    [Test]
    public void A_part_that_does_not_exist_cannot_be_made() => Assert.That(() => new Shard(3, 2), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void One_of_one_is_everything() => Assert.That((new Shard(1, 1).IsWhole, new Shard(1, 2).IsWhole, Shard.Whole), Is.EqualTo((true, false, new Shard(1, 1))));

    [Test]
    public void It_is_called_as_people_count() => Assert.That(new Shard(2, 4).ToString(), Is.EqualTo("shard 2 of 4"));
}
