namespace LfmSpec.Models.Chat;

/// <summary>An expression of a template.</summary>
/// <param name="Line">The line on which it begins.</param>
internal abstract record Expression(int Line);

/// <summary>A text, a number, true, false or none.</summary>
internal sealed record Literal(object? Value, int Line) : Expression(Line);

/// <summary>A variable.</summary>
internal sealed record Variable(string Name, int Line) : Expression(Line);

/// <summary><c>[a, b]</c> or <c>(a, b)</c>.</summary>
internal sealed record SequenceLiteral(IReadOnlyList<Expression> Items, SequenceKind Kind, int Line) : Expression(Line);

/// <summary><c>{a: b}</c>.</summary>
internal sealed record MappingLiteral(IReadOnlyList<(Expression Key, Expression Value)> Pairs, int Line) : Expression(Line);

/// <summary><c>a if b else c</c>; without the else it is undefined.</summary>
internal sealed record Conditional(Expression Test, Expression Then, Expression? Otherwise, int Line) : Expression(Line);

/// <summary><c>a and b</c> or <c>a or b</c>: one of the two values.</summary>
internal sealed record Logical(bool IsAnd, Expression Left, Expression Right, int Line) : Expression(Line);

/// <summary><c>not a</c>.</summary>
internal sealed record Negation(Expression Operand, int Line) : Expression(Line);

/// <summary><c>a &lt; b == c</c>: each pair is compared, up to the first that fails.</summary>
internal sealed record Comparison(Expression First, IReadOnlyList<(string Operator, Expression Operand)> Rest, int Line) : Expression(Line);

/// <summary><c>a + b</c> and the like.</summary>
internal sealed record Arithmetic(string Operator, Expression Left, Expression Right, int Line) : Expression(Line);

/// <summary><c>-a</c> or <c>+a</c>.</summary>
internal sealed record Signed(bool IsMinus, Expression Operand, int Line) : Expression(Line);

/// <summary><c>a.name</c>.</summary>
internal sealed record AttributeAccess(Expression Target, string Name, int Line) : Expression(Line);

/// <summary><c>a[index]</c>.</summary>
internal sealed record ItemAccess(Expression Target, Expression Index, int Line) : Expression(Line);

/// <summary><c>a[start:stop:step]</c>.</summary>
internal sealed record SliceAccess(Expression Target, Expression? Start, Expression? Stop, Expression? Step, int Line) : Expression(Line);

/// <summary>The arguments of a call.</summary>
/// <param name="Positional">Those without a name.</param>
/// <param name="Named">Those with one.</param>
/// <param name="Items">What <c>*</c> stands before: its items are further arguments without a name.</param>
/// <param name="Entries">What <c>**</c> stands before: its entries are further arguments with one.</param>
internal sealed record Arguments(IReadOnlyList<Expression> Positional, IReadOnlyList<KeyValuePair<string, Expression>> Named, Expression? Items = null, Expression? Entries = null)
{
    public static Arguments None { get; } = new([], []);
}

/// <summary><c>a(...)</c>.</summary>
internal sealed record Call(Expression Target, Arguments Arguments, int Line) : Expression(Line);

/// <summary><c>a | name(...)</c>; no target where a block's output takes its place.</summary>
internal sealed record FilterCall(Expression? Target, string Name, Arguments Arguments, int Line) : Expression(Line);

/// <summary><c>a is name(...)</c>.</summary>
internal sealed record TestCall(Expression Target, string Name, Arguments Arguments, int Line) : Expression(Line);
