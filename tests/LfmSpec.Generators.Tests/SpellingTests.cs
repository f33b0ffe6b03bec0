namespace LfmSpec.Generators.Tests;

/// <summary>What a misspelt name was meant to be: one slip in a short name, two in a long one, and no guess where two names are as near.</summary>
public class SpellingTests
{
    private static readonly string[] Names = ["q_proj", "k_proj", "w1", "w2", "out_proj", "arithmetic", "preferences"];

    [TestCase("arithmetic", "arithmetic", TestName = "The name itself")]
    [TestCase("Arithmetic", "arithmetic", TestName = "Another case")]
    [TestCase("arithmatik", "arithmetic", TestName = "Two letters replaced in a long name")]
    [TestCase("prefrences", "preferences", TestName = "A letter left out")]
    [TestCase("out_porj", "out_proj", TestName = "Two letters swapped are one slip")]
    [TestCase("q_prjo", "q_proj", TestName = "Two letters swapped in a short name")]
    [TestCase("q_pro", "q_proj", TestName = "A letter left out of a short name")]
    [TestCase("arithmatikk", null, TestName = "Three slips")]
    [TestCase("q_ptok", null, TestName = "Two slips in a short name")]
    [TestCase("x_proj", null, TestName = "Two names as near")]
    [TestCase("w3", null, TestName = "Two short names as near")]
    [TestCase("", null, TestName = "Nothing")]
    public void The_nearest_name_is(string written, string? meant) => Assert.That(Spelling.Nearest(written, Names), Is.EqualTo(meant));
}
