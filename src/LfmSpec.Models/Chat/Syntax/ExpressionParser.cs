using System.Globalization;

namespace LfmSpec.Models.Chat;

/// <summary>Reads expressions, with jinja2's precedence (jinja2/parser.py): if, or, and, not, comparisons, + and -, ~, * / // and %, **, signs, then what follows a value.</summary>
internal sealed class ExpressionParser(TokenStream stream)
{
    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    /// <summary>An expression.</summary>
    public Expression Read()
    {
        var line = stream.Line;
        using var level = StackGuard.Enter(line);
        var value = Or();
        while (stream.SkipName("if"))
        {
            var test = Or();
            value = new Conditional(test, value, stream.SkipName("else") ? Read() : null, line);
        }

        return value;
    }

    /// <summary>An expression without an if, or several with commas, which are a tuple.</summary>
    public Expression ReadTupleWithoutIf(params string[] endNames) => Tuple(Or, isEmptyAllowed: false, endNames);

    /// <summary>An expression, or several with commas, which are a tuple.</summary>
    public Expression ReadTuple() => Tuple(Read, isEmptyAllowed: false);

    /// <summary>A value with nothing before or behind it.</summary>
    public Expression Primary()
    {
        var token = stream.Take();
        switch (token.Kind)
        {
            case TokenKind.Name:
                return token.Text switch
                {
                    "true" or "True" => new Literal(true, token.Line),
                    "false" or "False" => new Literal(false, token.Line),
                    "none" or "None" => new Literal(null, token.Line),
                    _ => new Variable(token.Text, token.Line),
                };
            case TokenKind.String:
                return new Literal(stream.Current.Kind == TokenKind.String ? string.Concat(Strings(token)) : token.Text, token.Line);
            case TokenKind.Integer:
                return new Literal(WholeNumber(token), token.Line);
            case TokenKind.Float:
                return new Literal(double.Parse(token.Text.Replace("_", "", StringComparison.Ordinal), CultureInfo.InvariantCulture), token.Line);
            case TokenKind.Operator when token.Text == "(":
                var inside = Tuple(Read, isEmptyAllowed: true);
                stream.ExpectOperator(")");
                return inside;
            case TokenKind.Operator when token.Text == "[":
                return new SequenceLiteral([.. Until("]", Read)], SequenceKind.List, token.Line);
            case TokenKind.Operator when token.Text == "{":
                return new MappingLiteral([.. Until("}", Pair)], token.Line);
            default:
                throw new TemplateFault($"{token} is here, where a value is to be", line: token.Line);
        }
    }

    /// <summary>The filters behind a value, or those of a block if there is no value.</summary>
    public FilterCall Filter(Expression? target)
    {
        var line = stream.Line;
        var name = DottedName();
        return new FilterCall(target, name, stream.IsOperator("(") ? CallArguments() : Arguments.None, line);
    }

    private Expression Or()
    {
        var value = And();
        while (stream.Line is var line && stream.SkipName("or"))
        {
            value = new Logical(IsAnd: false, value, And(), line);
        }

        return value;
    }

    private Expression And()
    {
        var value = Not();
        while (stream.Line is var line && stream.SkipName("and"))
        {
            value = new Logical(IsAnd: true, value, Not(), line);
        }

        return value;
    }

    private Expression Not()
    {
        var line = stream.Line;
        using var level = StackGuard.Enter(line);
        return stream.SkipName("not") ? new Negation(Not(), line) : Compare();
    }

    private Expression Compare()
    {
        var line = stream.Line;
        var first = Sum();
        var rest = new List<(string, Expression)>();
        while (Comparison() is { } found)
        {
            rest.Add((found, Sum()));
        }

        return rest.Count == 0 ? first : new Comparison(first, rest, line);
    }

    private string? Comparison()
    {
        if (stream.Current.Kind == TokenKind.Operator && Comparisons.Contains(stream.Current.Text))
        {
            return stream.Take().Text;
        }

        if (stream.SkipName("in"))
        {
            return "in";
        }

        if (!stream.IsName("not") || stream.Ahead is not { Kind: TokenKind.Name, Text: "in" })
        {
            return null;
        }

        stream.Take();
        stream.Take();
        return "not in";
    }

    private Expression Sum() => Binary(Concatenation, "+", "-");

    private Expression Concatenation() => Binary(Product, "~");

    private Expression Product() => Binary(Power, "*", "/", "//", "%");

    private Expression Power() => Binary(() => Unary(withFilters: true), "**");

    private Expression Binary(Func<Expression> operand, params string[] operators)
    {
        var value = operand();
        while (stream.Current.Kind == TokenKind.Operator && operators.Contains(stream.Current.Text))
        {
            var token = stream.Take();
            value = new Arithmetic(token.Text, value, operand(), token.Line);
        }

        return value;
    }

    private Expression Unary(bool withFilters)
    {
        var line = stream.Line;
        using var level = StackGuard.Enter(line);
        var value = stream.SkipOperator("-") ? new Signed(IsMinus: true, Unary(withFilters: false), line)
            : stream.SkipOperator("+") ? new Signed(IsMinus: false, Unary(withFilters: false), line)
            : Primary();
        value = Postfix(value);
        while (withFilters)
        {
            if (stream.SkipOperator("|"))
            {
                value = Filter(value);
            }
            else if (stream.IsName("is"))
            {
                value = Test(value);
            }
            else if (stream.IsOperator("("))
            {
                value = new Call(value, CallArguments(), stream.Line);
            }
            else
            {
                break;
            }
        }

        return value;
    }

    private Expression Postfix(Expression value)
    {
        while (true)
        {
            var line = stream.Line;
            if (stream.SkipOperator("."))
            {
                value = stream.Current.Kind == TokenKind.Integer
                    ? new ItemAccess(value, new Literal(WholeNumber(stream.Take()), line), line)
                    : new AttributeAccess(value, stream.ExpectName(), line);
            }
            else if (stream.SkipOperator("["))
            {
                value = Subscript(value, line);
                stream.ExpectOperator("]");
            }
            else if (stream.IsOperator("("))
            {
                value = new Call(value, CallArguments(), line);
            }
            else
            {
                return value;
            }
        }
    }

    private Expression Subscript(Expression target, int line)
    {
        var start = stream.IsOperator(":") ? null : Read();
        if (!stream.SkipOperator(":"))
        {
            return new ItemAccess(target, start!, line);
        }

        var stop = stream.IsOperator(":") || stream.IsOperator("]") ? null : Read();
        var step = stream.SkipOperator(":") && !stream.IsOperator("]") ? Read() : null;
        return new SliceAccess(target, start, stop, step, line);
    }

    private Expression Test(Expression value)
    {
        var line = stream.Take().Line;
        var isNot = stream.SkipName("not");
        var name = DottedName();
        var arguments = stream.IsOperator("(") ? CallArguments()
            : !HasBareArgument() ? Arguments.None
            : stream.IsName("is") ? throw new TemplateFault("a test follows a test", line: stream.Line)
            : new Arguments([Postfix(Primary())], []);
        var test = new TestCall(value, name, arguments, line);
        return isNot ? new Negation(test, line) : test;
    }

    // "is divisibleby 3" needs no parentheses.
    private bool HasBareArgument() => stream.Current switch
    {
        { Kind: TokenKind.Name, Text: "else" or "or" or "and" } => false,
        { Kind: TokenKind.Name or TokenKind.String or TokenKind.Integer or TokenKind.Float } => true,
        { Kind: TokenKind.Operator, Text: "[" or "{" } => true,
        _ => false,
    };

    private Arguments CallArguments()
    {
        stream.ExpectOperator("(");
        var positional = new List<Expression>();
        var named = new List<KeyValuePair<string, Expression>>();
        Expression? items = null, entries = null;
        foreach (var (kind, value) in Until(")", Argument))
        {
            // Python's order: what has no name, what has one, *, and **.
            var isMisplaced = entries is not null || (items is not null && kind is ("" or "*")) || (kind.Length == 0 && named.Count > 0);
            switch (kind)
            {
                case var _ when isMisplaced:
                    throw new TemplateFault("an argument of a call is not where it may be: those without a name come first, then those with one, and ** last", line: value.Line);
                case "":
                    positional.Add(value);
                    break;
                case "*":
                    items = value;
                    break;
                case "**":
                    entries = value;
                    break;
                default:
                    named.Add(KeyValuePair.Create(kind, value));
                    break;
            }
        }

        return new Arguments(positional, named, items, entries);
    }

    // With its name, or "*" or "**" before it, or "" for neither.
    private (string Kind, Expression Value) Argument()
    {
        if (stream.SkipOperator("*"))
        {
            return ("*", Read());
        }

        if (stream.SkipOperator("**"))
        {
            return ("**", Read());
        }

        if (stream.Current.Kind != TokenKind.Name || stream.Ahead is not { Kind: TokenKind.Operator, Text: "=" })
        {
            return ("", Read());
        }

        var name = stream.Take().Text;
        stream.Take();
        return (name, Read());
    }

    private (Expression Key, Expression Value) Pair()
    {
        var key = Read();
        stream.ExpectOperator(":");
        return (key, Read());
    }

    private IEnumerable<T> Until<T>(string end, Func<T> item)
    {
        while (!stream.SkipOperator(end))
        {
            yield return item();
            if (!stream.SkipOperator(","))
            {
                stream.ExpectOperator(end);
                yield break;
            }
        }
    }

    private Expression Tuple(Func<Expression> item, bool isEmptyAllowed, params string[] endNames)
    {
        var line = stream.Line;
        var items = new List<Expression>();
        var isTuple = false;
        while (!IsTupleEnd(endNames))
        {
            items.Add(item());
            if (!stream.SkipOperator(","))
            {
                break;
            }

            isTuple = true;
        }

        return isTuple ? new SequenceLiteral(items, SequenceKind.Tuple, line)
            : items.Count == 1 ? items[0]
            : isEmptyAllowed ? new SequenceLiteral([], SequenceKind.Tuple, line)
            : throw stream.Unexpected("a value");
    }

    private bool IsTupleEnd(string[] endNames) =>
        stream.Current.Kind is TokenKind.VariableEnd or TokenKind.BlockEnd || stream.IsOperator(")") || endNames.Any(stream.IsName);

    private string DottedName()
    {
        var names = new List<string> { stream.ExpectName() };
        while (stream.SkipOperator("."))
        {
            names.Add(stream.ExpectName());
        }

        return string.Join('.', names);
    }

    // Texts beside one another are one.
    private IEnumerable<string> Strings(TemplateToken first)
    {
        yield return first.Text;
        while (stream.Current.Kind == TokenKind.String)
        {
            yield return stream.Take().Text;
        }
    }

    private static object WholeNumber(TemplateToken token)
    {
        var digits = token.Text.Replace("_", "", StringComparison.Ordinal);
        var radix = digits.Length < 2 ? 10 : char.ToLowerInvariant(digits[1]) switch { 'x' => 16, 'o' => 8, 'b' => 2, _ => 10 };
        try
        {
            // Convert would read 64 ones as -1.
            return radix == 10 ? long.Parse(digits, CultureInfo.InvariantCulture) : checked((long)Convert.ToUInt64(digits[2..], radix));
        }
        catch (OverflowException)
        {
            throw TemplateFault.NotUnderstood($"the number {Undefined.Cut(token.Text)}, beyond 64 bits,", token.Line);
        }
    }
}
