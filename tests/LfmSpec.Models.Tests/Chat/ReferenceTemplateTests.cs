using System.Text.Json;
using LfmSpec.Models.Chat;

namespace LfmSpec.Models.Tests.Chat;

/// <summary>Every template of the table against jinja2 itself.</summary>
[TestFixture]
public class ReferenceTemplateTests
{
    [Test]
    public void Every_template_renders_as_jinja2_renders_it_or_is_refused_where_jinja2_refuses_it()
    {
        var differences = TemplateCases.All.Select(Difference).OfType<string>().ToArray();
        Assert.That(differences, Is.Empty, string.Join('\n', differences));
    }

    [Test]
    public void What_is_refused_is_refused_with_the_file_the_line_and_what_to_do()
    {
        foreach (var @case in TemplateCases.All.Where(@case => @case.TryGetProperty("error", out _)))
        {
            var error = Assert.Throws<ChatTemplateException>(() => Render(@case))!;
            Assert.That(error.Message, Does.Match(@"^t\.jinja, line \d+: [^\n]+\. [A-Z][^\n]+\.$"), @case.GetRawText());
        }
    }

    private static string Render(JsonElement @case) => TemplateCases.Render(@case.GetProperty("template").GetString()!, @case.GetProperty("context").GetString()!);

    private static string? Difference(JsonElement @case)
    {
        var expected = @case.TryGetProperty("output", out var output) ? output.GetString() : null;
        string? rendered;
        string? message = null;
        try
        {
            rendered = Render(@case);
        }
        catch (ChatTemplateException error)
        {
            (rendered, message) = (null, error.Message);
        }

        return rendered == expected ? null : $"{@case.GetProperty("template").GetRawText()}: {JsonSerializer.Serialize(expected)} expected, {JsonSerializer.Serialize(rendered)} rendered {message}";
    }
}
