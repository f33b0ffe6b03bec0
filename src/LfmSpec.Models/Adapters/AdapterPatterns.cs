using System.Diagnostics;
using System.Text.RegularExpressions;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Adapters;

/// <summary>The regular expressions of an adapter_config.json, which have a second together on the paths of all modules.</summary>
/// <param name="json">The file, for messages.</param>
internal sealed class AdapterPatterns(ConfigurationFile json)
{
    /// <summary>The most names, patterns or blocks of one key; a model has some thousand modules.</summary>
    internal const int MostEntries = 20_000;

    private const string Remedy = "Write the modules as a list of names";
    private const int Longest = 10_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PatienceOfOne = TimeSpan.FromSeconds(0.5);

    private TimeSpan spent;

    /// <summary>An expression of a whole path, as Python's re.fullmatch takes it.</summary>
    /// <exception cref="CheckpointException">It is none.</exception>
    internal Regex Whole(string key, string expression) => Of(key, expression, $@"\A(?:{expression})\z");

    /// <summary>An expression of a path's beginning, as Python's re.match takes it.</summary>
    /// <exception cref="CheckpointException">It is none.</exception>
    internal Regex Begin(string key, string expression) => Of(key, expression, $@"\A(?:{expression})");

    /// <summary>Whether a path, or its end behind a point, matches an expression.</summary>
    /// <exception cref="CheckpointException">It is none.</exception>
    internal Predicate<string> End(string key, string expression)
    {
        if (expression.Length > 0 && expression.All(character => char.IsAsciiLetterOrDigit(character) || character is '_' or '.'))
        {
            return path => IsEnd(expression, path);
        }

        var regex = Whole(key, $@"(?:.*\.)?(?:{expression})");
        return path => Matches(regex, path);
    }

    /// <summary>Whether a path matches.</summary>
    /// <exception cref="CheckpointException">It takes too long.</exception>
    internal bool Matches(Regex regex, string path) => Match(regex, path).Success;

    /// <summary>The number that an expression's first group holds; null if the path does not match.</summary>
    /// <exception cref="CheckpointException">It takes too long, or the group holds no number.</exception>
    internal int? Number(Regex regex, string path) =>
        Match(regex, path) is not { Success: true } match ? null
        : int.TryParse(match.Groups[1].ValueSpan, out var number) ? number
        : throw json.Error($"layers_pattern leads to '{SafeText.Quote(match.Groups[1].Value)}' in '{path}', which is no block's number", "Write the name of the list of blocks, such as layers");

    /// <summary>What a key holds, if it is no more than a model could have.</summary>
    /// <exception cref="CheckpointException">It is more.</exception>
    internal IReadOnlyList<T> Bounded<T>(string key, IReadOnlyList<T> entries) => entries.Count <= MostEntries
        ? entries
        : throw json.Error($"{key} has {entries.Count:N0} entries, and {MostEntries:N0} are read", "Write the modules that the model has");

    // Without the machine for expressions: a point is any character, and the others are themselves.
    private static bool IsEnd(string plain, string path)
    {
        var start = path.Length - plain.Length;
        if (start < 0 || (start > 0 && path[start - 1] != '.'))
        {
            return false;
        }

        for (var index = 0; index < plain.Length; index++)
        {
            if (plain[index] != '.' && plain[index] != path[start + index])
            {
                return false;
            }
        }

        return true;
    }

    private Regex Of(string key, string expression, string whole)
    {
        if (expression.Length > Longest)
        {
            throw json.Error($"{key} holds an expression of {expression.Length:N0} characters, and {Longest:N0} are read", Remedy);
        }

        var begin = Stopwatch.GetTimestamp();
        try
        {
            return new Regex(whole, RegexOptions.CultureInvariant, PatienceOfOne);
        }
        catch (ArgumentException error)
        {
            throw json.Error($"{key} holds '{SafeText.Quote(expression)}', which is no regular expression here ({SafeText.Quote(error.Message)})", Remedy);
        }
        finally
        {
            spent += Stopwatch.GetElapsedTime(begin);
        }
    }

    private Match Match(Regex regex, string path)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            return spent < Patience ? regex.Match(path) : throw TooLong(path);
        }
        catch (RegexMatchTimeoutException)
        {
            throw TooLong(path);
        }
        finally
        {
            spent += Stopwatch.GetElapsedTime(begin);
        }
    }

    private CheckpointException TooLong(string path) => json.Error($"its regular expressions take more than a second, at last on '{path}'", Remedy);
}
