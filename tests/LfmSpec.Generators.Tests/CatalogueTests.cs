using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;

namespace LfmSpec.Generators.Tests;

/// <summary>Every rule is documented, released and tested.</summary>
public class CatalogueTests
{
    // The file that the page of LFM036 names.
    private static readonly ImmutableArray<(string Path, string Text)> Facts =
        [("/project/Facts.tests.json", """{ "category": "facts", "about": "a", "max_new_tokens": 9, "tests": [{ "id": "a", "prompt": "b", "score": { "exact": ["c"] }, "source": "d" }] }""")];

    private static IEnumerable<string> Ids => typeof(DiagnosticIds).GetFields(BindingFlags.Static | BindingFlags.Public).Select(constant => (string)constant.GetRawConstantValue()!);

    [Test]
    public void Every_id_has_one_descriptor() =>
        Assert.That(DiagnosticDescriptors.All.Select(rule => rule.Id), Is.EqualTo(Ids.Order(StringComparer.Ordinal)).And.Unique);

    [Test]
    public void The_analyzer_supports_every_rule() =>
        Assert.That(new ExperimentAnalyzer().SupportedDiagnostics, Is.EqualTo(DiagnosticDescriptors.All));

    [TestCaseSource(nameof(Ids))]
    public void A_rule_has_a_page_with_the_wrong_and_the_right_code(string id)
    {
        var rule = DiagnosticDescriptors.All.Single(rule => rule.Id == id);
        Assert.That(rule.HelpLinkUri, Is.EqualTo($"docs/diagnostics/{id}.md"));
        var path = Path.Combine(AppContext.BaseDirectory, "diagnostics", $"{id}.md");
        Assert.That(path, Does.Exist);
        var page = File.ReadAllText(path);
        Assert.That(page, Does.StartWith($"# {id}: {rule.Title}\n").And.Contain("## Wrong\n").And.Contain("## Right\n"));
    }

    [Test]
    public void Every_page_is_about_a_rule() => Assert.That(
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "diagnostics"), "LFM*.md").Select(Path.GetFileNameWithoutExtension),
        Is.EquivalentTo(Ids));

    [Test]
    public void The_index_lists_every_page() => Assert.That(
        File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "diagnostics", "README.md")).Where(line => line.StartsWith("| [", StringComparison.Ordinal)),
        Is.EqualTo(DiagnosticDescriptors.All.Select(rule => $"| [{rule.Id}]({rule.Id}.md) | {rule.Title} |")));

    [TestCaseSource(nameof(Ids))]
    public void The_code_of_a_page_is_wrong_and_right_as_it_says(string id)
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "diagnostics", $"{id}.md"));
        var wrong = Regex.Match(page, @"## Wrong\n.*?```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
        var right = Regex.Match(page, @"## Right\n.*?```csharp\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

        // Without a model the code of LFM018 is wrong; the same code is right with one.
        var project = new Project { Source = wrong, Texts = Facts };
        Assert.That((id == "LFM018" ? project with { Models = [] } : project).Analyze().Select(diagnostic => diagnostic.Id).Distinct(), Is.EqualTo(new[] { id }), wrong);
        Assert.That(right, Is.Not.Empty);
        var repaired = new Project { Source = right, Texts = Facts };
        Assert.That(repaired.Analyze(), Is.Empty, right);
        BuiltProject.Of(repaired);
    }

    [TestCaseSource(nameof(Ids))]
    public void A_rule_is_in_the_table_of_mistakes(string id) =>
        Assert.That(DiagnosticTable.All.Select(mistake => mistake.Id), Does.Contain(id));

    [Test]
    public void A_rule_is_listed_with_the_releases()
    {
        var listed = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "releases"))
            .SelectMany(File.ReadAllLines)
            .Select(line => Regex.Match(line, @"^(LFM\d+) \| (\S+) \| (\S+) \| (.*)$"))
            .Where(match => match.Success)
            .Select(match => (match.Groups[1].Value, match.Groups[2].Value, match.Groups[3].Value, match.Groups[4].Value));
        Assert.That(listed, Is.EquivalentTo(DiagnosticDescriptors.All.Select(rule => (rule.Id, rule.Category, $"{rule.DefaultSeverity}", $"{rule.Title}"))));
    }

    [Test]
    public void Structure_is_an_error_that_nobody_can_silence_and_method_a_warning() => Assert.That(
        DiagnosticDescriptors.All.Select(rule => (rule.Id[3], rule.DefaultSeverity, rule.CustomTags.Contains(WellKnownDiagnosticTags.NotConfigurable))).Distinct(),
        Is.EquivalentTo(new[] { ('0', DiagnosticSeverity.Error, true), ('1', DiagnosticSeverity.Warning, false) }));
}
