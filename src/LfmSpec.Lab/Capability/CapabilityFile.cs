using System.Security.Cryptography;
using System.Text.Json;
using LfmSpec.Models.Chat;
using LfmSpec.Models.Files;
using LfmSpec.Scoring;

namespace LfmSpec.Lab.Capability;

/// <summary>A test of a capability.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Messages">What is asked, the user's message last.</param>
/// <param name="MaxNewTokens">How long an answer may be.</param>
/// <param name="Strict">Its scorer in the strict protocol.</param>
/// <param name="Published">Its scorer in the published protocol.</param>
/// <param name="Accepted">Answers that are accepted, as far as they are texts: what a constant answer might be.</param>
internal sealed record CapabilityTest(string Id, IReadOnlyList<ChatMessage> Messages, int MaxNewTokens, IScorer Strict, PublishedScorer Published, IReadOnlyList<string> Accepted)
{
    /// <summary>What an echo says: the last message.</summary>
    internal string Asked => Messages[^1].Content;

    /// <summary>The prompt of the published protocol: the text itself, or for several messages "User:" and "Assistant:" as words, as the published suite wrote them.</summary>
    internal string Raw => Messages is [{ Role: "user" } only] ? only.Content
        : string.Join("\n", Messages.Select(message => message.Role switch { "user" => $"User: {message.Content}", "assistant" => $"Assistant: {message.Content}", _ => message.Content })) + "\nAssistant:";
}

/// <summary>A file of capability tests, held to the rules that the compiler holds it to.</summary>
internal sealed class CapabilityFile
{
    private const int LargestBytes = 4 * 1024 * 1024;

    private static readonly FileKind Kind = new(LargestBytes, fault => new LabException($"{fault}"), _ => "Correct the file") { Find = "Check the path of [Capability]" };

    private CapabilityFile(string category, string about, IReadOnlyList<CapabilityTest> tests, string sha256) => (Category, About, Tests, Sha256) = (category, about, tests, sha256);

    internal string Category { get; }

    internal string About { get; }

    internal IReadOnlyList<CapabilityTest> Tests { get; }

    internal string Sha256 { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="runner">Runs programs; null where nothing may be run.</param>
    /// <exception cref="LabException">It cannot be read, or a test of it cannot be used.</exception>
    internal static CapabilityFile Read(string path, ICodeRunner? runner)
    {
        var bytes = InputFile.ReadBytes(path, Kind);
        JsonFile.Parse(path, bytes, Kind); // for its messages, and as it takes no key twice
        using var json = JsonDocument.Parse(bytes);
        var problems = CapabilityRules.Check(Plain(json.RootElement)).Problems;
        if (problems.Count > 0)
        {
            throw new LabException($"{path}: {problems[0]}{(problems.Count > 1 ? $"; and {problems.Count - 1} more" : "")}. Correct the file.");
        }

        var root = json.RootElement;
        var usual = root.GetProperty("max_new_tokens").GetInt32();
        try
        {
            return new(
                root.GetProperty("category").GetString()!, root.GetProperty("about").GetString()!,
                [.. root.GetProperty("tests").EnumerateArray().Select(test => Test(test, usual, runner))], Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (ScoringException error)
        {
            throw new LabException($"{path}: {error.Message} Correct the file.");
        }
    }

    private static CapabilityTest Test(JsonElement test, int usual, ICodeRunner? runner)
    {
        var id = test.GetProperty("id").GetString()!;
        var score = test.GetProperty("score");
        JsonElement? published = test.TryGetProperty("published", out var said) ? said : null;
        return new(
            id,
            test.TryGetProperty("prompt", out var prompt)
                ? [new("user", prompt.GetString()!)]
                : [.. test.GetProperty("messages").EnumerateArray().Select(message => new ChatMessage(message.GetProperty("role").GetString()!, message.GetProperty("content").GetString()!))],
            test.TryGetProperty("max_new_tokens", out var own) ? own.GetInt32() : usual,
            Scorers.Read(score, id, runner),
            Scorers.ReadPublished(published, score, id),
            score.TryGetProperty("exact", out var exact) ? [.. exact.EnumerateArray().Select(answer => answer.GetString()!)]
                : score.TryGetProperty("label", out var label) ? [label.GetString()!]
                : score.TryGetProperty("number", out var number) ? [number.GetRawText()]
                : []);
    }

    // As the rules, which the compiler has too, look at it.
    private static object? Plain(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => json.EnumerateObject().ToDictionary(member => member.Name, member => Plain(member.Value)),
        JsonValueKind.Array => json.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Number => json.TryGetInt64(out var whole) ? (object)whole : json.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };
}
