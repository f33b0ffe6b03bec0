using System.Globalization;
using System.Reflection;

namespace LfmSpec.Tests;

/// <summary>The table of docs/fine-tuning.md against the attribute.</summary>
[TestFixture]
public class FineTuneDocumentTests
{
    private static readonly Dictionary<string, string> InWords = new()
    {
        ["Case"] = "required", ["Targets"] = "required", ["Data"] = "required", ["Alpha"] = "twice the rank", ["Beta"] = "by method", ["ClipHigh"] = "as `Clip`",
    };

    [Test]
    public void Every_setting_is_listed_in_order_with_what_it_is_unless_told()
    {
        var usual = new FineTuneAttribute();
        var expected = typeof(FineTuneAttribute).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly).Select(property =>
            (property.Name, InWords.GetValueOrDefault(property.Name) ?? string.Create(CultureInfo.InvariantCulture, $"`{property.GetValue(usual)}`")));
        Assert.That(Listed(), Is.EqualTo(expected));
    }

    private static IEnumerable<(string Name, string Usual)> Listed() => File.ReadLines(Path.Combine(Root(), "docs", "fine-tuning.md"))
        .SkipWhile(line => !line.StartsWith("| setting |", StringComparison.Ordinal)).Skip(2).TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Split('|', StringSplitOptions.TrimEntries)).Select(cells => (cells[1].Trim('`'), cells[2]));

    private static string Root()
    {
        var folder = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(folder, "LfmSpec.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
