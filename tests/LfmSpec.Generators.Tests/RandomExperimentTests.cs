using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Tests;

/// <summary>Whatever attributes say, there is a diagnostic, or code that compiles and runs.</summary>
public class RandomExperimentTests
{
    private const int AtOnce = 400;

    [TestCase(1)]
    [TestCase(2)]
    public void An_experiment_has_an_error_or_is_generated_and_compiles_without_a_warning(int seed)
    {
        var generated = Check(seed);
        Assert.That(generated, Is.InRange(AtOnce / 20, AtOnce / 2), "the source has both kinds");
    }

    [Test]
    [Explicit("Two minutes.")]
    [Category("Long")]
    public void Of_twenty_thousand_experiments_each_has_an_error_or_compiles_without_a_warning()
    {
        for (var seed = 100; seed < 150; seed++)
        {
            Check(seed);
        }
    }

    // How many were generated.
    private static int Check(int seed)
    {
        var project = new Project { Source = new RandomExperiments(seed).Source(AtOnce), FileTypes = "json jsonl", Listed = ["/project/x.json"] };
        var written = project.Compile().GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);
        Assert.That(written, Is.Empty, $"seed {seed}: what is written is C#");

        var compilation = project.Generate(out var result);
        Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning), Is.Empty, $"seed {seed}");

        var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath == Project.SourcePath);
        var refused = project.Analyze()
            .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(diagnostic => NamespaceAt(tree, diagnostic.Location.SourceSpan.Start))
            .ToHashSet();
        var generated = result.Results.Single().GeneratedSources
            .Where(file => file.HintName != "LfmSpec.Generated.AllExperiments.g.cs")
            .Select(file => file.HintName.Split('.')[0])
            .ToHashSet();
        Assert.That(generated.Concat(refused).Order(), Is.EqualTo(Enumerable.Range(0, AtOnce).Select(index => $"N{index}").Order()), $"seed {seed}: refused or generated, and not both");

        // Each specification is made, so that no table of its data throws.
        Assert.That(BuiltProject.Of(project).All, Has.Count.EqualTo(generated.Count), $"seed {seed}");
        return generated.Count;
    }

    private static string NamespaceAt(SyntaxTree tree, int position) => tree.GetRoot().FindToken(position).Parent!
        .AncestorsAndSelf().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.NamespaceDeclarationSyntax>().Single().Name.ToString();
}
