using System.Xml.Linq;
using LfmSpec.Models.Tests;

namespace LfmSpec.Architecture.Tests;

/// <summary>Which project refers to which: one way, and the generator to none of what it generates for.</summary>
public class ProjectTests
{
    [TestCase("src/LfmSpec")]
    [TestCase("src/LfmSpec.Models", "LfmSpec")]
    [TestCase("src/LfmSpec.Scoring")]
    [TestCase("src/LfmSpec.Lab", "LfmSpec.Models", "LfmSpec.Scoring")]
    [TestCase("src/LfmSpec.Testing", "LfmSpec.Lab")]
    [TestCase("src/LfmSpec.Cli", "LfmSpec.Lab")]
    [TestCase("generators/LfmSpec.Generators")]
    [TestCase("generators/LfmSpec.CodeFixes", "LfmSpec.Generators")]
    public void A_project_refers_to_the_one_below_it(string folder, params string[] expected)
    {
        var project = XDocument.Load(RepositoryFiles.Path(folder, $"{Path.GetFileName(folder)}.csproj"));
        Assert.That(project.Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value)), Is.EquivalentTo(expected));
    }

    [Test]
    public void Every_project_of_the_product_is_held()
    {
        var held = typeof(ProjectTests).GetMethod(nameof(A_project_refers_to_the_one_below_it))!.GetCustomAttributes(typeof(TestCaseAttribute), false).Cast<TestCaseAttribute>().Select(@case => (string)@case.Arguments[0]!);
        Assert.That(
            new[] { "src", "generators" }.SelectMany(folder => Directory.EnumerateDirectories(RepositoryFiles.Path(folder), "LfmSpec*").Select(project => $"{folder}/{Path.GetFileName(project)}")),
            Is.EquivalentTo(held));
    }
}
