namespace LfmSpec.Tests;

[TestFixture]
public class TakesAttributeTests
{
    private static readonly TakesAttribute Folds = new("a fold holds some out; give 2 to 100") { Least = 2, Most = 100 };

    [TestCase(2)]
    [TestCase(100)]
    public void A_number_within_the_bounds_is_taken(double number) => Assert.That(Folds.Problem("Folds", number), Is.Null);

    [TestCase(1.999, "1.999")]
    [TestCase(101, "101")]
    [TestCase(double.NaN, "NaN")]
    [TestCase(double.PositiveInfinity, "Infinity")]
    public void Another_is_told_with_what_to_give_instead(double number, string said) =>
        Assert.That(Folds.Problem("Folds", number), Is.EqualTo($"Folds = {said} cannot be used, as a fold holds some out; give 2 to 100"));

    [Test]
    public void A_bound_can_leave_out_its_own_number()
    {
        var above = new TakesAttribute("it is a multiple") { Above = 1 };
        var scale = new TakesAttribute("0 adds nothing") { Except = 0 };
        Assert.Multiple(() =>
        {
            Assert.That(above.Problem("Threshold", 1), Is.EqualTo("Threshold = 1 cannot be used, as it is a multiple"));
            Assert.That(above.Problem("Threshold", 1.5), Is.Null);
            Assert.That(scale.Problem("Scale", 0), Is.EqualTo("Scale = 0 cannot be used, as 0 adds nothing"));
            Assert.That(scale.Problem("Scale", -4), Is.Null);
            Assert.That(new TakesAttribute("").Problem("Any", double.NegativeInfinity), Is.Not.Null, "what is infinite is never taken");
        });
    }

    [Test]
    public void The_vocabulary_refers_to_no_tensor_library() =>
        Assert.That(typeof(ExperimentAttribute).Assembly.GetReferencedAssemblies().Select(name => name.Name), Is.All.StartsWith("System."));
}
