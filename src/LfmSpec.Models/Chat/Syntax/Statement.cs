namespace LfmSpec.Models.Chat;

/// <summary>A statement of a template.</summary>
/// <param name="Line">The line on which it begins.</param>
internal abstract record Statement(int Line);

/// <summary>Text outside of tags.</summary>
internal sealed record TextOutput(string Text, int Line) : Statement(Line);

/// <summary><c>{{ a }}</c>.</summary>
internal sealed record ValueOutput(Expression Value, int Line) : Statement(Line);

/// <summary><c>{% if %}</c>: the first branch whose test holds; an else has none.</summary>
internal sealed record If(IReadOnlyList<(Expression? Test, IReadOnlyList<Statement> Body)> Branches, int Line) : Statement(Line);

/// <summary><c>{% for target in items if filter %}</c>.</summary>
internal sealed record For(AssignmentTarget Target, Expression Items, Expression? Filter, IReadOnlyList<Statement> Body, IReadOnlyList<Statement> Otherwise, int Line) : Statement(Line);

/// <summary><c>{% break %}</c> or <c>{% continue %}</c>.</summary>
internal sealed record LoopJump(bool IsBreak, int Line) : Statement(Line);

/// <summary><c>{% set target = value %}</c>.</summary>
internal sealed record Set(AssignmentTarget Target, Expression Value, int Line) : Statement(Line);

/// <summary><c>{% set target %}...{% endset %}</c>; the filter is applied to the output.</summary>
internal sealed record SetBlock(AssignmentTarget Target, FilterCall? Filter, IReadOnlyList<Statement> Body, int Line) : Statement(Line);

/// <summary><c>{% filter name %}...{% endfilter %}</c>.</summary>
internal sealed record FilterBlock(FilterCall Filter, IReadOnlyList<Statement> Body, int Line) : Statement(Line);

/// <summary>A macro's parameters; those with a default come last.</summary>
internal sealed record Parameters(IReadOnlyList<string> Names, IReadOnlyList<Expression> Defaults);

/// <summary><c>{% macro name(...) %}</c>.</summary>
internal sealed record MacroDefinition(string Name, Parameters Parameters, IReadOnlyList<Statement> Body, int Line) : Statement(Line);

/// <summary><c>{% call(...) macro(...) %}</c>: the macro's <c>caller</c> is the body.</summary>
internal sealed record CallBlock(Parameters Parameters, Call Call, IReadOnlyList<Statement> Body, int Line) : Statement(Line);

/// <summary>A body with variables of its own: <c>{% with %}</c> gives it some, <c>{% generation %}</c> none.</summary>
internal sealed record Block(IReadOnlyList<(AssignmentTarget Target, Expression Value)> Variables, IReadOnlyList<Statement> Body, int Line) : Statement(Line);

/// <summary>What a value is assigned to.</summary>
internal abstract record AssignmentTarget;

/// <summary>A variable.</summary>
internal sealed record VariableTarget(string Name) : AssignmentTarget;

/// <summary>An attribute of a <c>namespace()</c>.</summary>
internal sealed record NamespaceTarget(string Name, string Attribute) : AssignmentTarget;

/// <summary>Several targets, each of which takes one item.</summary>
internal sealed record TupleTarget(IReadOnlyList<AssignmentTarget> Targets) : AssignmentTarget;
