using System.Text.Json;

namespace LfmSpec.Scoring;

/// <summary>A value of what a test says of its score, read strictly.</summary>
/// <param name="Json">The value.</param>
/// <param name="Place">Where it is, for messages.</param>
internal readonly record struct Spec(JsonElement Json, string Place)
{
    internal bool Has(string name) => Json.ValueKind == JsonValueKind.Object && Json.TryGetProperty(name, out _);

    internal Spec Member(string name) => Has(name) ? new(Json.GetProperty(name), $"{Place}.{name}") : throw new ScoringException(Place, $"{name} is missing");

    internal void AllowOnly(params string[] names)
    {
        if (Json.ValueKind != JsonValueKind.Object)
        {
            throw new ScoringException(Place, "it is not an object");
        }

        if (Json.EnumerateObject().FirstOrDefault(member => !names.Contains(member.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } unknown)
        {
            throw new ScoringException(Place, $"'{unknown.Name}' is not known; there are {string.Join(", ", names)}");
        }
    }

    internal string Text() => Json.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(Json.GetString()) ? Json.GetString()! : throw new ScoringException(Place, "it is not a text, or empty");

    internal int Whole() => Json.ValueKind == JsonValueKind.Number && Json.TryGetInt32(out var number) && number >= 0 ? number : throw new ScoringException(Place, "it is not a whole number from 0");

    internal double Number() => Json.ValueKind == JsonValueKind.Number && double.IsFinite(Json.GetDouble()) ? Json.GetDouble() : throw new ScoringException(Place, "it is not a number");

    internal bool Flag() => Json.ValueKind is JsonValueKind.True or JsonValueKind.False ? Json.GetBoolean() : throw new ScoringException(Place, "it is not true or false");

    internal string OneOf(params string[] words) => Text() is var text && words.Contains(text) ? text : throw new ScoringException(Place, $"it is none of {string.Join(", ", words)}");

    internal IReadOnlyList<string> Texts()
    {
        var list = Items();
        return list.Count > 0 ? [.. list.Select(item => item.Text())] : throw new ScoringException(Place, "the list is empty");
    }

    internal IReadOnlyList<Spec> Items()
    {
        var place = Place;
        return Json.ValueKind == JsonValueKind.Array ? [.. Json.EnumerateArray().Select((item, index) => new Spec(item, $"{place}[{index}]"))] : throw new ScoringException(Place, "it is not a list");
    }
}
