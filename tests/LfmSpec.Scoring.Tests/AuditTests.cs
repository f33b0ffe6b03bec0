using System.Text.Json;
using LfmSpec.Models.Tests;

namespace LfmSpec.Scoring.Tests;

/// <summary>
/// Outputs that were written and judged by the tests' instructions, without a look at the scorers: right ones in every form, almost right, wrong, and adversarial. The strict scorers are to agree.
/// </summary>
public class AuditTests
{
    private static readonly string Folder = RepositoryFiles.Path("tests", "LfmSpec.Scoring.Tests", "Audit");

    // Shown working under "the number only": the number is right, and its form is another ability, which InstructionFollowing asks for.
    private static readonly HashSet<string> RightNumberInAnotherForm =
        ["locker_number_plus_two 318 + 2 = 320", "spaced_letters_sum Nine plus six = 15", "chairs_counted_again 13 * 5 = 65 dollars", "injection_in_price_list 3 + 4 + 6 = 13"];

    private static IEnumerable<string> Categories() => Directory.GetFiles(Folder, "*.audit.json").Select(file => Path.GetFileName(file)[..^".audit.json".Length]).Order(StringComparer.Ordinal);

    [TestCaseSource(nameof(Categories))]
    public void A_scorer_agrees_with_the_label(string category)
    {
        using var tests = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Path("experiments", "Capability", $"{category}.tests.json")));
        using var audit = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, $"{category}.audit.json")));
        var scorers = tests.RootElement.GetProperty("tests").EnumerateArray().ToDictionary(test => test.GetProperty("id").GetString()!, test => Scorers.Read(test.GetProperty("score"), test.GetProperty("id").GetString()!));
        var (agreed, judged, skipped) = (0, 0, 0);
        var disagreements = new List<string>();
        foreach (var entry in audit.RootElement.EnumerateArray())
        {
            var (id, output, right) = (entry.GetProperty("test").GetString()!, entry.GetProperty("output").GetString()!, entry.GetProperty("right").GetBoolean());
            var score = scorers[id].Of(output);
            skipped += score.Skipped ? 1 : 0;
            judged += score.Skipped ? 0 : 1;
            if (score.Skipped || score.Right == right || RightNumberInAnotherForm.Contains($"{id} {output}"))
            {
                agreed += score.Right == right && !score.Skipped ? 1 : 0;
                continue;
            }

            disagreements.Add($"{id}: {(right ? "right" : "wrong")} by hand, {(score.Right ? "right" : $"wrong ({score.Why})")} by the scorer: {output.ReplaceLineEndings("\\n")}");
        }

        TestContext.Out.WriteLine($"{category}: {agreed} of {judged} agree{(skipped > 0 ? $", {skipped} programs not run" : "")}");
        Assert.That(disagreements, Is.Empty, string.Join('\n', disagreements));
    }

    [Test]
    public void The_tests_have_scorers_of_both_protocols([ValueSource(nameof(Files))] string file)
    {
        using var tests = JsonDocument.Parse(File.ReadAllText(file));
        foreach (var test in tests.RootElement.GetProperty("tests").EnumerateArray())
        {
            var id = test.GetProperty("id").GetString()!;
            var strict = Scorers.Read(test.GetProperty("score"), id);
            var published = Scorers.ReadPublished(test.TryGetProperty("published", out var said) ? said : null, test.GetProperty("score"), id);
            var asked = test.TryGetProperty("prompt", out var prompt) ? prompt.GetString()! : test.GetProperty("messages").EnumerateArray().Last().GetProperty("content").GetString()!;
            Assert.That(strict.Of(asked).Right, Is.False, $"{id}: an echo of the prompt is right");
            Assert.That(strict.Of("").Right, Is.False, $"{id}: an empty answer is right");
            Assert.That(published.Of(""), Is.InRange(0, 1), id);
        }
    }

    private static IEnumerable<string> Files() => Directory.GetFiles(RepositoryFiles.Path("experiments", "Capability"), "*.tests.json").Order(StringComparer.Ordinal);
}
