using System.Text.RegularExpressions;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Adapters;

/// <summary>The regular expressions of an adapter_config.json, each given a second on a module's path.</summary>
/// <param name="json">The file, for messages.</param>
internal sealed class AdapterPatterns(ConfigurationFile json)
{
    private const string Remedy = "Write the modules as a list of names";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>An expression of a whole path, as Python's re.fullmatch takes it.</summary>
    /// <exception cref="CheckpointException">It is none.</exception>
    internal Regex Whole(string key, string expression) => Of(key, expression, $@"\A(?:{expression})\z");

    /// <summary>An expression of a path's beginning, as Python's re.match takes it.</summary>
    /// <exception cref="CheckpointException">It is none.</exception>
    internal Regex Begin(string key, string expression) => Of(key, expression, $@"\A(?:{expression})");

    /// <summary>Whether a path matches.</summary>
    /// <exception cref="CheckpointException">It takes too long.</exception>
    internal bool Matches(Regex regex, string path) => Match(regex, path).Success;

    /// <summary>The number that an expression's first group holds; null if the path does not match.</summary>
    /// <exception cref="CheckpointException">It takes too long, or the group holds no number.</exception>
    internal int? Number(Regex regex, string path) =>
        Match(regex, path) is not { Success: true } match ? null
        : int.TryParse(match.Groups[1].ValueSpan, out var number) ? number
        : throw json.Error($"layers_pattern leads to '{match.Groups[1].Value}' in '{path}', which is no block's number", "Write the name of the list of blocks, such as layers");

    private Regex Of(string key, string expression, string whole)
    {
        try
        {
            return new Regex(whole, RegexOptions.CultureInvariant, Patience);
        }
        catch (ArgumentException error)
        {
            throw json.Error($"{key} holds '{expression}', which is no regular expression here ({error.Message})", Remedy);
        }
    }

    private Match Match(Regex regex, string path)
    {
        try
        {
            return regex.Match(path);
        }
        catch (RegexMatchTimeoutException)
        {
            throw json.Error($"a regular expression of it takes more than a second on '{path}'", Remedy);
        }
    }
}
