using System.Text.RegularExpressions;

namespace LfmSpec.Generators.Tests;

/// <summary>The examples of docs/adding-things.md, put into one file as they stand, compile and become experiments.</summary>
public class AddingThingsTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using LfmSpec.Lab;
        using LfmSpec.Models;
        using TorchSharp;
        using static TorchSharp.torch;

        """;

    [TestCase("Heads", "Damp_L02_H00_Factor0", "Law_ChangedRunIsCausal")]
    [TestCase("Channels", "Observe_LargestChannel", "Law_AShareIsAShare")]
    [TestCase("Mlps", "Ablate_L05_Mlp", "Baseline")]
    [TestCase("Operators", "Ablate_L05_Operator", "Baseline")]
    [TestCase("LargestMlp", "Ablate_L13_Mlp", "Baseline")]
    public void An_example_is_an_experiment_with_its_tests(string experiment, params string[] tests) =>
        Assert.That(tests, Is.SubsetOf(BuiltProject.Of(Usings + Examples()).Tests(experiment)));

    // The first block is of a property, which stands in a type.
    private static string Examples()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "adding-things.md"));
        var blocks = Regex.Matches(page, "```csharp\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToArray();
        Assert.That(blocks, Has.Length.EqualTo(7));
        return string.Join("\n", blocks[1..]);
    }
}
