using LfmSpec.Models.Tests;

namespace LfmSpec.Testing.Tests;

[TestFixture]
[NonParallelizable]
public class AtlasCommandTests
{
    [TestCase("--modle")]
    [TestCase("NoSuchExperiment")]
    [TestCase("--output")]
    public void A_word_that_means_nothing_is_an_error_that_names_it(string word)
    {
        var (code, _, errors) = Run(word);
        Assert.That(code, Is.EqualTo(2));
        Assert.That(errors, Does.Contain($"'{word}'").And.Contain("usage:"));
    }

    private static (int Code, string Output, string Errors) Run(params string[] arguments)
    {
        var (output, errors) = (Console.Out, Console.Error);
        using StringWriter written = new(), complained = new();
        Console.SetOut(written);
        Console.SetError(complained);
        try
        {
            return (AtlasCommand.Run([], arguments), written.ToString(), complained.ToString());
        }
        finally
        {
            Console.SetOut(output);
            Console.SetError(errors);
        }
    }
}
