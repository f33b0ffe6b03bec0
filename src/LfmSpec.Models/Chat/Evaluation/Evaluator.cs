namespace LfmSpec.Models.Chat;

/// <summary>Evaluates expressions.</summary>
internal sealed class Evaluator
{
    /// <summary>The value of an expression.</summary>
    /// <exception cref="TemplateFault">It has none; the fault has the line.</exception>
    public object? Evaluate(Expression expression, Scope scope)
    {
        try
        {
            using var level = StackGuard.Enter();
            Budget.Spend();
            return expression switch
            {
                Literal literal => literal.Value,
                Variable variable => scope[variable.Name],
                AttributeAccess access => Attributes.OfName(Evaluate(access.Target, scope), access.Name),
                ItemAccess access => Attributes.OfItem(Evaluate(access.Target, scope), Evaluate(access.Index, scope)),
                SliceAccess access => Sequences.Slice(Evaluate(access.Target, scope), Bound(access.Start, scope), Bound(access.Stop, scope), Bound(access.Step, scope)),
                Logical logical => Evaluate(logical.Left, scope) is var left && Operators.IsTrue(left) != logical.IsAnd ? left : Evaluate(logical.Right, scope),
                Negation negation => !Operators.IsTrue(Evaluate(negation.Operand, scope)),
                Comparison comparison => Compare(comparison, scope),
                Arithmetic arithmetic => Operators.Arithmetic(arithmetic.Operator, Evaluate(arithmetic.Left, scope), Evaluate(arithmetic.Right, scope)),
                Signed signed => Operators.Signed(signed.IsMinus, Evaluate(signed.Operand, scope)),
                Conditional conditional => Choose(conditional, scope),
                FilterCall filter => Filter(filter, filter.Target is { } target ? Evaluate(target, scope) : null, scope),
                TestCall test => Tests.Holds(test.Name, Evaluate(test.Target, scope), Evaluate(test.Arguments, scope)),
                Call call => Call(Evaluate(call.Target, scope), Evaluate(call.Arguments, scope)),
                SequenceLiteral sequence => new Sequence([.. sequence.Items.Select(item => Evaluate(item, scope))], sequence.Kind),
                MappingLiteral mapping => Map(mapping, scope),
                _ => throw TemplateFault.NotUnderstood("an expression of this kind"),
            };
        }
        catch (TemplateFault fault) when (fault.Locate(expression.Line))
        {
            throw;
        }
    }

    /// <summary>Applies a filter, and those before it if the value goes through several.</summary>
    /// <param name="filter">The last filter.</param>
    /// <param name="value">What goes in.</param>
    /// <param name="scope">Where the arguments are evaluated.</param>
    /// <returns>What comes out.</returns>
    public object? Pipe(FilterCall filter, object? value, Scope scope)
    {
        try
        {
            using var level = StackGuard.Enter();
            Budget.Spend();
            return Filter(filter, filter.Target is FilterCall before ? Pipe(before, value, scope) : value, scope);
        }
        catch (TemplateFault fault) when (fault.Locate(filter.Line))
        {
            throw;
        }
    }

    /// <summary>Calls what can be called.</summary>
    public static object? Call(object? target, CallArguments arguments) => target switch
    {
        Callable callable => callable.Invoke(arguments),
        Undefined missing => throw missing.Fault(),
        _ => throw new TemplateFault($"{PythonText.Described(target)} is called like a function"),
    };

    /// <summary>The values of a call's arguments.</summary>
    public CallArguments Evaluate(Arguments arguments, Scope scope)
    {
        var positional = arguments.Positional.Select(argument => Evaluate(argument, scope)).ToList();
        positional.AddRange(arguments.Items is { } items ? Sequences.Items(Evaluate(items, scope)) : []);
        var named = arguments.Named.Select(argument => KeyValuePair.Create(argument.Key, Evaluate(argument.Value, scope))).ToList();
        named.AddRange(arguments.Entries is { } entries ? Entries(Evaluate(entries, scope)) : []);
        return named.DistinctBy(argument => argument.Key, TextKeys.Instance).Count() == named.Count ? new CallArguments(positional, named) : throw new TemplateFault("an argument of a call is given twice");
    }

    private static IEnumerable<KeyValuePair<string, object?>> Entries(object? value) => value is Mapping mapping
        ? mapping.Entries.Select(entry => KeyValuePair.Create(TextMethods.Text(entry.Key), entry.Value))
        : throw new TemplateFault($"'**' stands before {PythonText.Described(value)}, and a dict is to be there");

    private object? Filter(FilterCall filter, object? value, Scope scope) => Filters.Apply(filter.Name, value, Evaluate(filter.Arguments, scope));

    private object? Bound(Expression? bound, Scope scope) => bound is null ? null : Evaluate(bound, scope);

    private object? Choose(Conditional conditional, Scope scope) =>
        Operators.IsTrue(Evaluate(conditional.Test, scope)) ? Evaluate(conditional.Then, scope)
        : conditional.Otherwise is { } otherwise ? Evaluate(otherwise, scope)
        : new Undefined($"the if on line {conditional.Line} does not hold, and it has no else");

    private bool Compare(Comparison comparison, Scope scope)
    {
        var left = Evaluate(comparison.First, scope);
        foreach (var (operation, operand) in comparison.Rest)
        {
            var right = Evaluate(operand, scope);
            if (!Operators.Compare(operation, left, right))
            {
                return false;
            }

            left = right;
        }

        return true;
    }

    private Mapping Map(MappingLiteral literal, Scope scope)
    {
        var mapping = new Mapping();
        foreach (var (key, value) in literal.Pairs)
        {
            mapping[Evaluate(key, scope)] = Evaluate(value, scope);
        }

        return mapping;
    }
}
