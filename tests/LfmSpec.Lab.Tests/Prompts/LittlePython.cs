using System.Globalization;
using System.Text.RegularExpressions;

namespace LfmSpec.Lab.Tests;

/// <summary>
/// As much Python as the prompts have: assignments, if and else, print, integers, texts and comparisons. It runs them line by line,
/// so that a target is what the program does.
/// </summary>
internal sealed partial class LittlePython
{
    private readonly Dictionary<string, object> variables = [];
    private readonly Queue<string> tokens = new();

    internal List<string> Printed { get; } = [];

    internal string this[string variable] => Text(variables[variable]);

    internal static LittlePython Run(string program) => Run(program.Split('\n'));

    internal static LittlePython Run(IEnumerable<string> lines)
    {
        var python = new LittlePython();
        var (inBlock, taken) = (true, false);
        foreach (var line in lines.Where(line => !line.StartsWith('#')))
        {
            if (line.StartsWith("if ", StringComparison.Ordinal))
            {
                inBlock = taken = (bool)python.Evaluate(line["if ".Length..^1]);
            }
            else if (line == "else:")
            {
                inBlock = !taken;
            }
            else if (!line.StartsWith(' ') || inBlock)
            {
                python.Execute(line.Trim());
            }
        }

        return python;
    }

    internal static string Value(string expression) => Text(new LittlePython().Evaluate(expression));

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture)!;

    private void Execute(string statement)
    {
        if (statement.StartsWith("print(", StringComparison.Ordinal))
        {
            Printed.Add(Text(Evaluate(statement["print(".Length..^1])));
        }
        else
        {
            var equals = statement.IndexOf('=', StringComparison.Ordinal);
            variables[statement[..equals].Trim()] = Evaluate(statement[(equals + 1)..]);
        }
    }

    private object Evaluate(string expression)
    {
        tokens.Clear();
        foreach (Match token in Token().Matches(expression))
        {
            tokens.Enqueue(token.Value);
        }

        var value = Comparison();
        return tokens.Count == 0 ? value : throw new FormatException($"'{expression}' is not understood from '{tokens.Peek()}' on.");
    }

    private object Comparison()
    {
        if (Take("not"))
        {
            return !(bool)Comparison();
        }

        var left = Sum();
        return Take(">") ? (int)left > (int)Sum() : Take("<") ? (int)left < (int)Sum() : Take("==") ? Equals(left, Sum()) : left;
    }

    private object Sum()
    {
        var sum = Product();
        while (tokens.TryPeek(out var sign) && sign is "+" or "-")
        {
            tokens.Dequeue();
            sum = sign == "+" ? (int)sum + (int)Product() : (int)sum - (int)Product();
        }

        return sum;
    }

    private object Product()
    {
        var product = Atom();
        while (Take("*"))
        {
            product = (int)product * (int)Atom();
        }

        return product;
    }

    private object Atom() => tokens.Dequeue() switch
    {
        "True" => true,
        "False" => false,
        ['\'', .. var text, '\''] => text,
        var number when int.TryParse(number, CultureInfo.InvariantCulture, out var value) => value,
        var name => variables.TryGetValue(name, out var value) ? value : throw new KeyNotFoundException($"{name} is not defined."),
    };

    private bool Take(string token)
    {
        var next = tokens.TryPeek(out var found) && found == token;
        return next && tokens.Dequeue() == token;
    }

    [GeneratedRegex(@"==|[-+*<>]|'[^']*'|\w+")]
    private static partial Regex Token();
}
