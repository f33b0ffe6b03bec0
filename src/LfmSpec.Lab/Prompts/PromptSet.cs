using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace LfmSpec.Lab;

/// <summary>One prompt of an experiment.</summary>
/// <param name="Family">The task family, or an empty string.</param>
/// <param name="Text">The raw text.</param>
public sealed record Prompt(string Family, string Text);

/// <summary>The prompts that an experiment runs over, in order.</summary>
public sealed class PromptSet
{
    private static readonly JsonSerializerOptions Format = new() { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, PropertyNameCaseInsensitive = true };

    private PromptSet(IReadOnlyList<Prompt> prompts)
    {
        Prompts = prompts;
        var hashed = new StringBuilder();
        foreach (var prompt in prompts)
        {
            hashed.Append(prompt.Family).Append('\0').Append(prompt.Text).Append('\0');
        }

        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(hashed.ToString())));
    }

    /// <summary>The prompts.</summary>
    public IReadOnlyList<Prompt> Prompts { get; }

    /// <summary>SHA-256 over the families and texts in order, in hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>Resolves what an experiment says of its prompts.</summary>
    /// <param name="spec">The specification.</param>
    /// <returns>The prompts.</returns>
    /// <exception cref="LabException">A file is missing or is not in the suites' format, or no prompt is left.</exception>
    public static PromptSet Resolve(PromptSpec spec)
    {
        if (spec.Texts.Count > 0)
        {
            return new PromptSet([.. spec.Texts.Select(text => new Prompt("", text))]);
        }

        var source = spec.File ?? spec.Suite.ToString()!;
        var families = Read(spec.File, spec.Suite, source);
        if (spec.PerFamily is { } wanted && families.FirstOrDefault(family => family.Value.Count < wanted) is { Key: not null } small)
        {
            throw new LabException($"{source}: family '{small.Key}' has {small.Value.Count} prompts and the experiment asks for PerFamily = {wanted}. Ask for fewer, or add prompts.");
        }

        Prompt[] prompts = [.. families.SelectMany(family => family.Value.Take(spec.PerFamily ?? int.MaxValue).Select(text => new Prompt(family.Key, text)))];
        return prompts.Length > 0 ? new PromptSet(prompts) : throw new LabException($"{source}: there is no prompt in it. Add families with prompts.");
    }

    private static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(string? file, Suite? suite, string source)
    {
        try
        {
            using var stream = file is not null
                ? File.OpenRead(file)
                : typeof(PromptSet).Assembly.GetManifestResourceStream($"{suite}.json") ?? throw new LabException($"There is no suite '{suite}'.");
            var parsed = JsonSerializer.Deserialize<SuiteFile>(stream, Format);
            return parsed?.Families is { } families && families.All(family => family.Value.All(text => !string.IsNullOrEmpty(text)))
                ? families
                : throw new LabException($"{source}: a suite is {{ \"families\": {{ \"name\": [\"prompt\", ...] }} }} with no empty prompt.");
        }
        catch (JsonException error)
        {
            throw new LabException($"{source}: not a suite of prompts ({error.Message}). A suite is {{ \"families\": {{ \"name\": [\"prompt\", ...] }} }}.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new LabException($"{source}: the file cannot be read ({error.Message}). Check the path in [Prompts(File = ...)]; it is relative to the project.");
        }
    }

    private sealed record SuiteFile(Dictionary<string, IReadOnlyList<string>> Families);
}
