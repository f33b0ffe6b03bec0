using System.Globalization;
using System.Text.Json;
using LfmSpec.Models.Chat;

namespace LfmSpec.Models.Tests.Chat;

/// <summary>The templates of tests/reference/chat/cases.json, and what jinja2 made of them under transformers' settings.</summary>
internal static class TemplateCases
{
    private static readonly JsonElement Json = Read();

    internal static IEnumerable<JsonElement> All => Json.GetProperty("cases").EnumerateArray();

    /// <summary>The time at which the templates were rendered.</summary>
    internal static TimeProvider Clock { get; } = new StoppedClock(DateTime.Parse(Json.GetProperty("now").GetString()!, CultureInfo.InvariantCulture));

    /// <summary>The variables of a case.</summary>
    internal static IEnumerable<KeyValuePair<string, object?>> Variables(string context) =>
        Json.GetProperty("contexts").GetProperty(context).EnumerateObject().Select(variable => KeyValuePair.Create(variable.Name, Value(variable.Value)));

    internal static string Render(string template, string context = "values") => ChatTemplate.Parse(template, "t.jinja").Render(Variables(context), Clock);

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True or JsonValueKind.False => value.GetBoolean(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array => new Sequence([.. value.EnumerateArray().Select(Value)]),
        _ => new Mapping(value.EnumerateObject().Select(entry => KeyValuePair.Create(entry.Name, Value(entry.Value)))),
    };

    private static JsonElement Read()
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Path("tests", "reference", "chat", "cases.json")));
        return document.RootElement.Clone();
    }

    private sealed class StoppedClock(DateTime now) : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(now, TimeSpan.Zero);
    }
}
