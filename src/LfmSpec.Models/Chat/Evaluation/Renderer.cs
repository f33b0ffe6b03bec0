namespace LfmSpec.Models.Chat;

/// <summary>Runs a template's statements.</summary>
internal sealed class Renderer(Evaluator evaluator)
{
    private enum Flow
    {
        Next,
        Break,
        Continue,
    }

    /// <summary>The text that statements make.</summary>
    /// <exception cref="TemplateFault">One cannot be run; the fault has the line.</exception>
    public string Render(IReadOnlyList<Statement> statements, Scope scope)
    {
        var output = new TextBuilder();
        Run(statements, scope, output);
        return output.ToString();
    }

    private Flow Run(IReadOnlyList<Statement> statements, Scope scope, TextBuilder output)
    {
        foreach (var statement in statements)
        {
            if (Run(statement, scope, output) is var flow and not Flow.Next)
            {
                return flow;
            }
        }

        return Flow.Next;
    }

    private Flow Run(Statement statement, Scope scope, TextBuilder output)
    {
        try
        {
            using var level = StackGuard.Enter();
            Budget.Spend();
            switch (statement)
            {
                case TextOutput text:
                    output.Append(text.Text);
                    return Flow.Next;
                case ValueOutput value:
                    output.Append(PythonText.Of(evaluator.Evaluate(value.Value, scope)));
                    return Flow.Next;
                case If conditions:
                    return RunIf(conditions, scope, output);
                case For loop:
                    return RunFor(loop, scope, output);
                case LoopJump jump:
                    return jump.IsBreak ? Flow.Break : Flow.Continue;
                case Set set:
                    Assign(set.Target, evaluator.Evaluate(set.Value, scope), scope);
                    return Flow.Next;
                case SetBlock block:
                    var made = Render(block.Body, new Scope(scope));
                    Assign(block.Target, block.Filter is null ? made : evaluator.Pipe(block.Filter, made, scope), scope);
                    return Flow.Next;
                case FilterBlock block:
                    output.Append(PythonText.Of(evaluator.Pipe(block.Filter, Render(block.Body, new Scope(scope)), scope)));
                    return Flow.Next;
                case MacroDefinition macro:
                    scope[macro.Name] = Macro(macro.Name, macro.Parameters, macro.Body, scope);
                    return Flow.Next;
                case CallBlock block:
                    output.Append(PythonText.Of(RunCall(block, scope)));
                    return Flow.Next;
                case Block block:
                    return RunBlock(block, scope, output);
                default:
                    throw TemplateFault.NotUnderstood("a tag of this kind");
            }
        }
        catch (TemplateFault fault) when (fault.Locate(statement.Line))
        {
            throw;
        }
    }

    private Flow RunIf(If conditions, Scope scope, TextBuilder output)
    {
        foreach (var (test, body) in conditions.Branches)
        {
            if (test is null || Operators.IsTrue(evaluator.Evaluate(test, scope)))
            {
                return Run(body, scope, output);
            }
        }

        return Flow.Next;
    }

    private Flow RunFor(For loop, Scope scope, TextBuilder output)
    {
        var items = Sequences.Items(evaluator.Evaluate(loop.Items, scope));
        if (loop.Filter is { } filter)
        {
            items = [.. items.Where(item => Operators.IsTrue(evaluator.Evaluate(filter, Assigned(loop.Target, item, scope))))];
        }

        // As in jinja2, the else is left out only if a round came to its end.
        var isDone = false;
        var state = new Loop(items, 0);
        foreach (var item in items)
        {
            Budget.Spend();
            var inner = Assigned(loop.Target, item, scope);
            inner["loop"] = state;
            var flow = Run(loop.Body, inner, output);
            isDone |= flow == Flow.Next;
            if (flow == Flow.Break)
            {
                break;
            }

            state = state.Next();
        }

        return isDone ? Flow.Next : Run(loop.Otherwise, new Scope(scope), output);
    }

    private static Scope Assigned(AssignmentTarget target, object? value, Scope around)
    {
        var scope = new Scope(around);
        Assign(target, value, scope);
        return scope;
    }

    private Flow RunBlock(Block block, Scope scope, TextBuilder output)
    {
        var inner = new Scope(scope);
        foreach (var (target, value) in block.Variables)
        {
            // Each sees what is around the tag, not the variables before it.
            Assign(target, evaluator.Evaluate(value, scope), inner);
        }

        return Run(block.Body, inner, output);
    }

    private static void Assign(AssignmentTarget target, object? value, Scope scope)
    {
        using var level = StackGuard.Enter();
        switch (target)
        {
            case VariableTarget variable:
                scope[variable.Name] = value;
                break;
            case NamespaceTarget attribute:
                var holder = scope[attribute.Name] as Namespace ?? throw new TemplateFault($"'{attribute.Name}' is no namespace(), so that '{attribute.Name}.{attribute.Attribute}' cannot be set");
                holder[attribute.Attribute] = value;
                break;
            case TupleTarget tuple:
                var items = Sequences.Items(value);
                if (items.Count != tuple.Targets.Count)
                {
                    throw new TemplateFault($"{items.Count} value(s) are assigned to {tuple.Targets.Count} variables");
                }

                foreach (var (part, item) in tuple.Targets.Zip(items))
                {
                    Assign(part, item, scope);
                }

                break;
        }
    }

    private object? RunCall(CallBlock block, Scope scope)
    {
        var arguments = evaluator.Evaluate(block.Call.Arguments, scope);
        var caller = Macro("caller", block.Parameters, block.Body, scope);
        return Evaluator.Call(evaluator.Evaluate(block.Call.Target, scope), arguments with { Named = [.. arguments.Named, KeyValuePair.Create("caller", (object?)caller)] });
    }

    private Callable Macro(string name, Parameters parameters, IReadOnlyList<Statement> body, Scope around) => new(given =>
    {
        var caller = given.Named.FirstOrDefault(argument => argument.Key == "caller");
        var takesCaller = caller.Key is not null && !parameters.Names.Contains("caller");
        var values = (takesCaller ? given with { Named = [.. given.Named.Where(argument => argument.Key != "caller")] } : given).Bind($"the macro '{name}'", 0, parameters.Names);
        var scope = new Scope(around) { ["caller"] = takesCaller ? caller.Value : new Undefined("No caller defined") };
        var firstDefault = parameters.Names.Count - parameters.Defaults.Count;
        foreach (var (index, parameter) in parameters.Names.Index())
        {
            // A default may use the parameters before it.
            scope[parameter] = !ReferenceEquals(values[index], CallArguments.NotGiven) ? values[index]
                : index >= firstDefault ? evaluator.Evaluate(parameters.Defaults[index - firstDefault], scope)
                : new Undefined($"the parameter '{parameter}' was not given");
        }

        return Render(body, scope);
    });
}
