using System.Text.Json;
using System.Text.RegularExpressions;

namespace LfmSpec.Lab.Tests;

/// <summary>The targets that can be computed, computed from the prompts alone: programs are run, texts are parsed.</summary>
public partial class TaskTargetsTests
{
    private static readonly IReadOnlyList<PromptFamily> Suite = PromptSource.Read(LfmSpec.Suite.TaskFamilies);

    [TestCase("arithmetic")]
    [TestCase("code_semantics")]
    [TestCase("constant_folding")]
    [TestCase("control_flow_simplification")]
    public void A_program_does_what_its_target_says(string family) => EveryTarget(family, prompt => WithSpace(prompt, Computed(prompt)));

    [Test]
    public void The_unused_variable_is_the_only_one_without_whose_assignment_the_program_prints_the_same() => EveryTarget("dead_code", prompt =>
    {
        var lines = prompt.Split('\n')[..^1];
        if (!prompt.EndsWith("# unused:", StringComparison.Ordinal))
        {
            return WithSpace(prompt, Computed(prompt));
        }

        var printed = LittlePython.Run(lines).Printed;
        return $" {lines.Single(line => line.Contains('=', StringComparison.Ordinal) && PrintsWithout(line)).Split(' ')[0]}";

        bool PrintsWithout(string line)
        {
            try
            {
                return LittlePython.Run(lines.Where(other => other != line)).Printed.SequenceEqual(printed);
            }
            catch (KeyNotFoundException)
            {
                return false;
            }
        }
    });

    [Test]
    public void A_copied_pattern_goes_on_with_its_shortest_period() => EveryTarget("copying", prompt =>
    {
        var items = prompt.Split(' ');
        var period = Enumerable.Range(1, items.Length - 1).First(candidate => items.Skip(candidate).Zip(items).All(pair => pair.First == pair.Second));
        return $" {items[^period]}";
    });

    [Test]
    public void Delimiters_are_closed_in_reverse_and_none_is_forgotten() =>
        EveryTarget("delimiter_tracking", prompt => string.Concat(Closing(prompt["close: ".Length..]).Select(bracket => $" {bracket}")));

    [Test]
    public void Unfinished_code_goes_on_with_the_only_name_or_sign_that_finishes_it() => EveryTarget("code_syntax", prompt => prompt switch
    {
        _ when Function().Match(prompt) is { Success: true } function => $" {function.Groups["last"].Value}",
        _ when Loop().Match(prompt) is { Success: true } loop => $"{loop.Groups[1].Value})",
        _ when Header().IsMatch(prompt.Split('\n')[^1]) => ":",
        _ => Closing(prompt),
    });

    [Test]
    public void A_decoded_text_is_what_the_operation_gives() => EveryTarget("string_decoding", prompt =>
    {
        var word = Regex.Match(prompt, "'(.*)'|: (.*) ->") is var match && match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
        Assert.That(word, Is.Not.Empty);
        return " " + prompt.Replace(word, "w", StringComparison.Ordinal) switch
        {
            "reverse: w ->" => string.Concat(word.Reverse()),
            "upper: w ->" => word.ToUpperInvariant(),
            "first: w ->" => word[..1],
            "last: w ->" => word[^1..],
            "'w'.upper() =" => $"'{word.ToUpperInvariant()}'",
            "'w'[0] =" => $"'{word[0]}'",
            "len('w') =" => $"{word.Length}",
            var other => throw new FormatException(other),
        };
    });

    [Test]
    public void Renamed_code_is_the_code_with_the_new_name_and_no_other_change() => EveryTarget("variable_renaming", prompt =>
    {
        if (Renaming().Match(prompt) is not { Success: true } renaming)
        {
            return WithSpace(prompt, Computed(prompt));
        }

        string[] words = [.. Regex.Matches(renaming.Groups["code"].Value, @"\w+|\W").Select(word => word.Value)];
        Assert.That(words, Does.Not.Contain(renaming.Groups["to"].Value), $"{prompt}: the new name is taken");
        Assert.That(words, Does.Contain(renaming.Groups["from"].Value), prompt);
        var renamed = string.Concat(words.Select(word => word == renaming.Groups["from"].Value ? renaming.Groups["to"].Value : word));
        var begun = renaming.Groups["begun"].Value;
        Assert.That(renamed, Does.StartWith(begun), prompt);
        return renamed[begun.Length..];
    });

    [Test]
    public void JSON_parses_and_has_the_named_fields_in_their_order() => EveryTarget("json_schema", prompt =>
    {
        var lines = prompt.Split('\n');
        var fields = lines[0]["Return valid JSON: ".Length..].Split(", ").Select(field => field.Split('='));
        var target = Suite.Single(family => family.Name == "json_schema").Prompts.Single(one => one.Prompt.Text == prompt).Prompt.Target!;
        using var json = JsonDocument.Parse(lines[1] + target);
        var found = json.RootElement.EnumerateObject().Select(member => (member.Name, Value: member.Value.ToString(), IsNumber: member.Value.ValueKind == JsonValueKind.Number));
        Assert.That(found, Is.EqualTo(fields.Select(field => (field[0], field[1], int.TryParse(field[1], out _)))), prompt);
        return target;
    });

    [Test]
    public void An_instruction_is_followed_to_the_letter() => EveryTarget("instruction_following", prompt =>
    {
        var words = Regex.Matches(prompt, @"\w+").Select(word => word.Value).ToArray();
        return words switch
        {
            ["List", "the", "items", .. var items] => string.Join('\n', items.Select(item => $"- {item}")),
            ["Say", "only", "the", "word", var word] => word,
            ["Write", var word, "in", "capitals"] => word.ToUpperInvariant(),
            ["Repeat", "the", "word", var word, "twice"] => $"{word} {word}",
            _ => throw new FormatException(prompt),
        };
    });

    // Also not with its terms exchanged or without its spaces.
    [TestCase("arithmetic")]
    [TestCase("constant_folding")]
    public void No_calculation_is_in_two_splits(string family)
    {
        var calculations = Suite.Single(one => one.Name == family).Prompts.Select(one => (one.Split, Terms: Normal(Calculation().Match(one.Prompt.Text).Value)));
        Assert.That(calculations.Distinct().CountBy(one => one.Terms).Where(terms => terms.Value > 1).Select(terms => terms.Key), Is.Empty);

        static string Normal(string calculation) => string.Join('-', calculation.Replace(" ", "", StringComparison.Ordinal).Split('-').Select(sum => Ordered(sum, '+', product => Ordered(product, '*', factor => factor))));

        static string Ordered(string text, char sign, Func<string, string> part) => string.Join(sign, text.Split(sign).Select(part).Order(StringComparer.Ordinal));
    }

    private static void EveryTarget(string family, Func<string, string> expected)
    {
        foreach (var (_, prompt) in Suite.Single(one => one.Name == family).Prompts)
        {
            Assert.That(prompt.Target, Is.EqualTo(expected(prompt.Text)), prompt.Text);
        }
    }

    /// <summary>What a prompt's last line asks of the program above it.</summary>
    private static string Computed(string prompt)
    {
        var lines = prompt.Split('\n');
        return lines[^1] switch
        {
            "# prints" => LittlePython.Run(prompt).Printed.Single(),
            "# out is" => LittlePython.Run(prompt)["out"],
            "value =" => LittlePython.Value(lines[0]["# fold: ".Length..]),
            ['#', .. var variable, '='] => LittlePython.Run(prompt)[variable.Trim()],
            [.. var expression, '='] => LittlePython.Value(expression),
            var other => throw new FormatException(other),
        };
    }

    /// <summary>The answer as it continues the prompt: after a space, unless the prompt is written without any.</summary>
    private static string WithSpace(string prompt, string answer) => prompt.EndsWith('=') && !prompt.EndsWith(" =", StringComparison.Ordinal) ? answer : $" {answer}";

    /// <summary>The brackets that close a text, found by taking closed pairs out of it until none is left.</summary>
    private static string Closing(string text)
    {
        var brackets = string.Concat(text.Where("()[]{}".Contains));
        for (var before = ""; before != brackets;)
        {
            before = brackets;
            brackets = brackets.Replace("()", "", StringComparison.Ordinal).Replace("[]", "", StringComparison.Ordinal).Replace("{}", "", StringComparison.Ordinal);
        }

        return string.Concat(brackets.Reverse().Select(bracket => bracket switch { '(' => ')', '[' => ']', '{' => '}', _ => throw new FormatException(text) }));
    }

    [GeneratedRegex(@"^def \w+\((?:\w+, )?(?<last>\w+)\):\n    return \w+ [-+*]$")]
    private static partial Regex Function();

    [GeneratedRegex(@"^for (\w+) in range\(\d+\):\n    print\($")]
    private static partial Regex Loop();

    [GeneratedRegex(@"^(for \w+ in range\(\d+\)|while \w+ < \d+|if .+|else|def \w+\(\w+\))$")]
    private static partial Regex Header();

    [GeneratedRegex(@"^rename (?<from>\w+) to (?<to>\w+): (?<code>.+)\n(?<begun>.*)$")]
    private static partial Regex Renaming();

    [GeneratedRegex(@"\d+( ?[-+*] ?\d+)+")]
    private static partial Regex Calculation();
}
