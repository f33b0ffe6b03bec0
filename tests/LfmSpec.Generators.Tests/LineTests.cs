using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LfmSpec.Generators.Tests;

/// <summary>A test points to the line that asked for it.</summary>
public class LineTests
{
    private const string Source = """
        // line 1
        /// Which?
        [Experiment]
        [Prompts("a")]
        [Ablate(Layers = "5-6",
                Target = Mlp)]
        [Steer(Layer = 1, Seed = 1, Scale = 1)]
        public partial class X;
        """;

    [TestCase("Ablate_L05_Mlp", 5)]
    [TestCase("Ablate_L06_Mlp", 5)]
    [TestCase("Steer_L01_S1_1", 7)]
    [TestCase("Law_ResumedEqualsFull", 3)]
    [TestCase("Baseline", 3)]
    public void A_test_shows_the_line_of_its_attribute(string test, int line)
    {
        var compilation = new Project { Source = Source }.Generate(out _);
        var method = compilation.GetTypeByMetadataName("X")!.GetMembers(test).Single();
        var declaration = (MethodDeclarationSyntax)method.DeclaringSyntaxReferences.Single().GetSyntax();
        var mapped = declaration.ExpressionBody!.Expression.GetLocation().GetMappedLineSpan();
        Assert.That((mapped.Path, mapped.StartLinePosition.Line + 1), Is.EqualTo((Project.SourcePath, line)), "the debugger's line");
        Assert.That(declaration.Modifiers.ToString(), Is.EqualTo("public async"), "a method that is not async vanishes from stack traces");

        var traits = GeneratedOutputTests.Traits(BuiltProject.Of(Source).Member("X", test));
        Assert.That(traits, Does.Contain(("_CodeFilePath", (object)Project.SourcePath)).And.Contain(("_LineNumber", (object)$"{line}")), "the test adapter's line");
    }

    [Test]
    public void The_fixture_shows_the_line_of_the_experiment() =>
        Assert.That(GeneratedOutputTests.Traits(BuiltProject.Of(Source).Member("X")), Does.Contain(("_LineNumber", (object)"3")));

    [Test]
    public void What_follows_a_test_is_the_generated_file_again()
    {
        var compilation = new Project { Source = Source }.Generate(out _);
        var tree = compilation.SyntaxTrees.Single(tree => tree.FilePath.EndsWith("X.g.cs", StringComparison.Ordinal));
        var end = tree.GetRoot().GetLastToken().GetLocation().GetMappedLineSpan();
        Assert.That(end.HasMappedPath, Is.False);
    }
}
