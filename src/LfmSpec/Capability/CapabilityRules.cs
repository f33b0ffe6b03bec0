using System.Globalization;
using System.Text;

namespace LfmSpec;

/// <summary>
/// The rules of a file of capability tests, for the compiler and for the lab: what JSON says is a dictionary, a list, a string, a number, a bool or null. How a score is read in all its detail is the scorers' affair.
/// </summary>
internal static class CapabilityRules
{
    private static readonly string[] RootKeys = ["category", "about", "max_new_tokens", "tests"];
    private static readonly string[] TestKeys = ["id", "prompt", "messages", "score", "published", "source", "max_new_tokens"];
    private static readonly string[] Scorers = ["exact", "number", "label", "json", "yaml", "csv", "table", "code", "constraints", "withholds"];
    private static readonly string[] Roles = ["system", "user", "assistant"];

    // A constant answer that is right so often makes a score of nothing.
    private const double ConstantShare = 0.5;

    /// <summary>What is wrong with a file's tests, each as a sentence without its full stop, and their ids.</summary>
    /// <param name="root">What the file says.</param>
    public static (IReadOnlyList<string> Ids, IReadOnlyList<string> Problems) Check(object? root)
    {
        var problems = new List<string>();
        if (root is not IDictionary<string, object?> file)
        {
            return ([], ["the file is not a JSON object"]);
        }

        Unknown(file, RootKeys, "", problems);
        foreach (var key in new[] { "category", "about" })
        {
            if (!(file.TryGetValue(key, out var value) && value is string text && !string.IsNullOrWhiteSpace(text)))
            {
                problems.Add($"{key} is missing or empty");
            }
        }

        if (!IsCount(file, "max_new_tokens", isNeeded: true))
        {
            problems.Add("max_new_tokens is not a whole number from 1");
        }

        if (!file.TryGetValue("tests", out var list) || list is not IList<object?> { Count: > 0 } tests)
        {
            problems.Add("there are no tests");
            return ([], problems);
        }

        var ids = new List<string>();
        var prompts = new Dictionary<string, string>(StringComparer.Ordinal);
        var answers = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < tests.Count; index++)
        {
            if (tests[index] is not IDictionary<string, object?> test)
            {
                problems.Add($"test {index + 1} is not an object");
                continue;
            }

            var id = test.TryGetValue("id", out var named) ? named as string : null;
            if (id is null || !IsId(id))
            {
                problems.Add($"test {index + 1} has no id of lower-case letters, digits and underscores");
                continue;
            }

            if (ids.Contains(id))
            {
                problems.Add($"two tests are named {id}");
                continue;
            }

            ids.Add(id);
            CheckTest(id, test, prompts, answers, problems);
        }

        if (tests.Count > 3 && answers.OrderByDescending(static answer => answer.Value).FirstOrDefault() is { Key: { } constant, Value: var times } && times > ConstantShare * tests.Count)
        {
            problems.Add($"the constant answer '{constant}' is right in {times} of {tests.Count} tests, so that a model which always gives it seems to be able to do something; balance the answers");
        }

        return (ids, problems);
    }

    private static void CheckTest(string id, IDictionary<string, object?> test, Dictionary<string, string> prompts, Dictionary<string, int> answers, List<string> problems)
    {
        Unknown(test, TestKeys, $"{id}: ", problems);
        if (!(test.TryGetValue("source", out var source) && source is string said && !string.IsNullOrWhiteSpace(said)))
        {
            problems.Add($"{id}: source is missing; say where the answer is from");
        }

        if (!IsCount(test, "max_new_tokens", isNeeded: false))
        {
            problems.Add($"{id}: max_new_tokens is not a whole number from 1");
        }

        var (asked, whole) = Prompt(id, test, problems);
        if (whole is not null)
        {
            if (prompts.TryGetValue(whole, out var first))
            {
                problems.Add($"{id} has the prompt of {first}");
            }
            else
            {
                prompts.Add(whole, id);
            }
        }

        if (!test.TryGetValue("score", out var scored) || scored is not IDictionary<string, object?> score)
        {
            problems.Add($"{id}: score is missing");
            return;
        }

        var scorers = score.Keys.Where(Scorers.Contains).ToArray();
        if (scorers.Length != 1)
        {
            problems.Add(scorers.Length == 0
                ? $"{id}: score names no scorer; give one of {string.Join(", ", Scorers)}{Meant(score.Keys)}"
                : $"{id}: score names {string.Join(" and ", scorers)}; give one");
            return;
        }

        CheckAnswer(id, score, scorers[0], asked, answers, problems);
    }

    private static void CheckAnswer(string id, IDictionary<string, object?> score, string scorer, string? asked, Dictionary<string, int> answers, List<string> problems)
    {
        var isListed = scorer == "label";
        string[]? accepted = scorer switch
        {
            "exact" => score["exact"] is IList<object?> texts ? [.. texts.Select(static text => text as string ?? "")] : [],
            "number" => [score["number"] is { } number and not string and not bool ? Convert.ToString(number, CultureInfo.InvariantCulture) ?? "" : ""],
            "label" => [score["label"] as string ?? ""],
            _ => null,
        };
        if (accepted is null)
        {
            return;
        }

        if (accepted.Length == 0 || accepted.Any(string.IsNullOrWhiteSpace))
        {
            problems.Add($"{id}: an expected answer is empty");
            return;
        }

        if (isListed && !(score.TryGetValue("of", out var labels) && labels is IList<object?> { Count: > 1 } of && of.Contains(accepted[0]) && of.Distinct().Count() == of.Count))
        {
            problems.Add($"{id}: no answer can reach the label '{accepted[0]}', as it is not one of the labels of 'of', each of which stands there once");
        }

        var keepCase = score.TryGetValue("case", out var cased) && cased is true;
        if (!isListed && asked is not null && accepted.FirstOrDefault(answer => HoldsWord(asked, answer, keepCase)) is { } given)
        {
            problems.Add($"{id}: the prompt holds the expected answer '{given}', so that an echo of it seems to know it");
        }

        foreach (var answer in accepted.Select(static answer => answer.Trim().ToLowerInvariant()).Distinct())
        {
            answers[answer] = answers.TryGetValue(answer, out var times) ? times + 1 : 1;
        }
    }

    // What is asked last, and all of it as one text.
    private static (string? Asked, string? Whole) Prompt(string id, IDictionary<string, object?> test, List<string> problems)
    {
        var hasPrompt = test.TryGetValue("prompt", out var written);
        var hasMessages = test.TryGetValue("messages", out var list);
        if (hasPrompt == hasMessages)
        {
            problems.Add($"{id}: give either prompt or messages");
            return (null, null);
        }

        if (hasPrompt)
        {
            var problem = written is string text ? PromptText.Problem(text) : "is no text";
            if (problem is not null)
            {
                problems.Add($"{id}: the prompt {problem}");
            }

            return problem is null ? ((string)written!, (string)written!) : (null, null);
        }

        var whole = new StringBuilder();
        (string? Role, string? Content) last = (null, null);
        foreach (var item in list as IList<object?> ?? [])
        {
            last = item is IDictionary<string, object?> { Count: 2 } message ? (Text(message, "role"), Text(message, "content")) : (null, null);
            if (!Roles.Contains(last.Role) || last.Content is null || PromptText.Problem(last.Content) is not null)
            {
                problems.Add($"{id}: a message is not a role (system, user or assistant) and a content");
                return (null, null);
            }

            whole.Append(last.Role).Append('\0').Append(last.Content).Append('\0');
        }

        if (last.Role != "user")
        {
            problems.Add($"{id}: the last message is not the user's");
            return (null, null);
        }

        return (last.Content, whole.ToString());
    }

    private static string? Text(IDictionary<string, object?> from, string key) => from.TryGetValue(key, out var value) ? value as string : null;

    private static bool IsCount(IDictionary<string, object?> from, string key, bool isNeeded) =>
        from.TryGetValue(key, out var value) ? value is long and > 0 and <= 100_000 : !isNeeded;

    private static bool IsId(string id) =>
        id.Length is > 0 and <= 80 && id[0] is >= 'a' and <= 'z' && id.All(static character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_');

    private static void Unknown(IDictionary<string, object?> from, string[] known, string where, List<string> problems)
    {
        foreach (var key in from.Keys.Where(key => !known.Contains(key)))
        {
            problems.Add($"{where}'{key}' is not known{Meant(key, known)}");
        }
    }

    private static string Meant(IEnumerable<string> keys) => keys.Select(static key => Spelling.Nearest(key, Scorers)).FirstOrDefault(static meant => meant is not null) is { } meant ? $"; did you mean {meant}?" : "";

    private static string Meant(string key, string[] known) => Spelling.Nearest(key, known) is { } meant ? $"; did you mean {meant}?" : "";

    // Whether a text holds another as a word of its own.
    private static bool HoldsWord(string text, string word, bool keepCase)
    {
        word = word.Trim();
        var comparison = keepCase ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        for (var at = text.IndexOf(word, comparison); at >= 0; at = text.IndexOf(word, at + 1, comparison))
        {
            var isBegun = at > 0 && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(word[0]);
            var end = at + word.Length;
            if (!isBegun && !(end < text.Length && char.IsLetterOrDigit(text[end]) && char.IsLetterOrDigit(word[word.Length - 1])))
            {
                return true;
            }
        }

        return false;
    }
}
