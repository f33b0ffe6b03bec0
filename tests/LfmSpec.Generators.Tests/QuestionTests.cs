using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Tests;

/// <summary>The class's comment becomes the question, whether the project generates documentation or not.</summary>
public class QuestionTests
{
    [TestCase("/// <summary>Which blocks?</summary>", "Which blocks?")]
    [TestCase("/// Which blocks?", "Which blocks?")]
    [TestCase("/// Which blocks,\n///   and through\n/// which half?", "Which blocks, and through which half?")]
    [TestCase("/// <summary>\n/// Which blocks?\n/// </summary>\n/// <remarks>As published.</remarks>", "Which blocks?")]
    [TestCase("/// Which blocks?\n/// <remarks>As published.</remarks>", "Which blocks?")]
    [TestCase("/// <summary>What does <see cref=\"LfmSpec.Component.Mlp\"/> do, and <see cref=\"Prompts(string[])\"/>?</summary>", "What does Mlp do, and Prompts?")]
    [TestCase("/// <summary>Is <see langword=\"null\"/> &lt; <c>x</c>s &amp; <b>y</b>?</summary>", "Is null < xs & y?")]
    [TestCase("/// <summary><para>One.</para><para>Two.</para></summary>", "One. Two.")]
    [TestCase("/// <summary>Is a < b?</summary>", "Is a < b?")]
    [TestCase("/** <summary>Which blocks?</summary> */", "Which blocks?")]
    [TestCase("/**\n * Which blocks?\n * And heads?\n */", "Which blocks? And heads?")]
    [TestCase("// Which blocks?", "")]
    [TestCase("//// Which blocks?", "")]
    [TestCase("/* Which blocks? */", "")]
    [TestCase("", "")]
    public void A_comment_is_read_as_plain_text(string comment, string question)
    {
        foreach (var mode in new[] { DocumentationMode.None, DocumentationMode.Parse })
        {
            var project = new Project { Source = $"{comment}\n[Experiment, Ablate(Layer = 5, Target = Mlp)]\npublic partial class X;", Documentation = mode };
            Assert.That(BuiltProject.Of(project).Spec("X").Question, Is.EqualTo(question), $"{mode}");
        }
    }

    [Test]
    public void The_part_with_the_experiment_speaks_first_and_another_part_if_it_is_silent()
    {
        const string silent = "[Experiment, Ablate(Layer = 5, Target = Mlp)] public partial class X;";
        var other = ("/project/Other.cs", "/// From the other part.\npublic partial class X;");
        Assert.That(BuiltProject.Of(new Project { Source = silent, Others = [other] }).Spec("X").Question, Is.EqualTo("From the other part."));
        Assert.That(BuiltProject.Of(new Project { Source = $"/// From here.\n{silent}", Others = [other] }).Spec("X").Question, Is.EqualTo("From here."));
    }
}
