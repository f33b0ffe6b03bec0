namespace LfmSpec.Models.Chat;

/// <summary>Reads a template's statements, as jinja2's parser does (jinja2/parser.py), with the extensions that transformers adds: break, continue and generation.</summary>
internal sealed class TemplateParser
{
    private readonly TokenStream stream;
    private readonly ExpressionParser expressions;
    private int loops;

    private TemplateParser(TokenStream stream)
    {
        this.stream = stream;
        expressions = new ExpressionParser(stream);
    }

    /// <summary>Reads a template.</summary>
    /// <exception cref="TemplateFault">It is no template, or has a tag that is not understood here.</exception>
    public static IReadOnlyList<Statement> Read(string template)
    {
        var parser = new TemplateParser(new TokenStream(TemplateLexer.Read(template)));
        return parser.Statements(1);
    }

    // Stops before the name of one of the ends, with their '{%' taken; without ends at the template's end.
    private List<Statement> Statements(int line, params string[] ends)
    {
        using var level = StackGuard.Enter(line);
        var statements = new List<Statement>();
        while (stream.Current.Kind != TokenKind.End)
        {
            var token = stream.Take();
            switch (token.Kind)
            {
                case TokenKind.Text:
                    statements.Add(new TextOutput(token.Text, token.Line));
                    break;
                case TokenKind.VariableBegin:
                    statements.Add(new ValueOutput(expressions.ReadTuple(), token.Line));
                    stream.Expect(TokenKind.VariableEnd);
                    break;
                default:
                    if (ends.Any(stream.IsName))
                    {
                        return statements;
                    }

                    statements.Add(Tag(ends));
                    stream.Expect(TokenKind.BlockEnd);
                    break;
            }
        }

        return ends.Length == 0 ? statements : throw new TemplateFault($"the template ends, and {{% {ends[^1]} %}} is missing", line: line);
    }

    private Statement Tag(string[] ends)
    {
        var line = stream.Line;
        var name = stream.ExpectName();
        return name switch
        {
            "if" => ReadIf(line),
            "for" => ReadFor(line),
            "set" => ReadSet(line),
            "macro" => ReadMacro(line),
            "call" => ReadCall(line),
            "filter" => new FilterBlock(Filters(expressions.Filter(null)), Body("endfilter"), line),
            "with" => ReadWith(line),
            "generation" => new Block([], Body("endgeneration"), line),
            "break" or "continue" => loops > 0 ? new LoopJump(name == "break", line) : throw new TemplateFault($"{{% {name} %}} is outside of a loop", line: line),
            "elif" or "else" or "endif" or "endfor" or "endset" or "endmacro" or "endcall" or "endfilter" or "endwith" or "endgeneration" =>
                throw new TemplateFault($"{{% {name} %}} is here{(ends.Length > 0 ? $", where {{% {ends[^1]} %}} is to be" : ", and nothing is open that it could end")}", line: line),
            _ => throw TemplateFault.NotUnderstood($"the tag {{% {name} %}}", line),
        };
    }

    private If ReadIf(int line)
    {
        var branches = new List<(Expression?, IReadOnlyList<Statement>)>();
        do
        {
            var test = expressions.ReadTupleWithoutIf();
            branches.Add((test, Begin("elif", "else", "endif")));
        }
        while (stream.SkipName("elif"));

        if (stream.SkipName("else"))
        {
            branches.Add((null, Begin("endif")));
        }

        stream.ExpectName("endif");
        return new If(branches, line);
    }

    private For ReadFor(int line)
    {
        var target = Target(withNamespaces: false, "in");
        stream.ExpectName("in");
        var items = expressions.ReadTupleWithoutIf("recursive");
        var filter = stream.SkipName("if") ? expressions.Read() : null;
        if (stream.IsName("recursive"))
        {
            throw TemplateFault.NotUnderstood("a recursive loop", stream.Line);
        }

        loops++;
        var body = Begin("endfor", "else");
        loops--;
        var otherwise = stream.SkipName("else") ? Begin("endfor") : [];
        stream.ExpectName("endfor");
        return new For(target, items, filter, body, otherwise, line);
    }

    private Statement ReadSet(int line)
    {
        var target = Target(withNamespaces: true);
        if (stream.SkipOperator("="))
        {
            return new Set(target, expressions.ReadTuple(), line);
        }

        var filter = stream.SkipOperator("|") ? Filters(expressions.Filter(null)) : null;
        return new SetBlock(target, filter, Body("endset"), line);
    }

    private FilterCall Filters(FilterCall filter)
    {
        while (stream.SkipOperator("|"))
        {
            filter = expressions.Filter(filter);
        }

        return filter;
    }

    private MacroDefinition ReadMacro(int line)
    {
        var name = stream.ExpectName();
        return new MacroDefinition(name, ReadParameters(), Apart("endmacro"), line);
    }

    private CallBlock ReadCall(int line)
    {
        var parameters = stream.IsOperator("(") ? ReadParameters() : new Parameters([], []);
        return expressions.Read() is Call call ? new CallBlock(parameters, call, Apart("endcall"), line) : throw new TemplateFault("{% call %} has no call of a macro", line: line);
    }

    private Block ReadWith(int line)
    {
        var variables = new List<(AssignmentTarget, Expression)>();
        while (stream.Current.Kind != TokenKind.BlockEnd)
        {
            if (variables.Count > 0)
            {
                stream.ExpectOperator(",");
            }

            var target = Target(withNamespaces: false);
            stream.ExpectOperator("=");
            variables.Add((target, expressions.Read()));
        }

        return new Block(variables, Body("endwith"), line);
    }

    private Parameters ReadParameters()
    {
        var names = new List<string>();
        var defaults = new List<Expression>();
        stream.ExpectOperator("(");
        while (!stream.IsOperator(")"))
        {
            if (names.Count > 0)
            {
                stream.ExpectOperator(",");
            }

            names.Add(stream.ExpectName());
            if (stream.SkipOperator("="))
            {
                defaults.Add(expressions.Read());
            }
            else if (defaults.Count > 0)
            {
                throw new TemplateFault($"the parameter '{names[^1]}' without a default follows one with a default", line: stream.Line);
            }
        }

        stream.ExpectOperator(")");
        return new Parameters(names, defaults);
    }

    private AssignmentTarget Target(bool withNamespaces, string? end = null)
    {
        var targets = new List<AssignmentTarget>();
        while (targets.Count == 0 || (!(end is not null && stream.IsName(end)) && !stream.IsOperator("=") && stream.Current.Kind != TokenKind.BlockEnd && !stream.IsOperator(")")))
        {
            targets.Add(SingleTarget(withNamespaces));
            if (!stream.SkipOperator(","))
            {
                return targets.Count == 1 ? targets[0] : new TupleTarget(targets);
            }
        }

        return new TupleTarget(targets);
    }

    private AssignmentTarget SingleTarget(bool withNamespaces)
    {
        using var level = StackGuard.Enter(stream.Line);
        if (stream.SkipOperator("("))
        {
            var inner = Target(withNamespaces);
            stream.ExpectOperator(")");
            return inner;
        }

        var line = stream.Line;
        var name = stream.ExpectName();
        return name is "true" or "false" or "none" or "True" or "False" or "None" ? throw new TemplateFault($"'{name}' is no variable", line: line)
            : withNamespaces && stream.SkipOperator(".") ? new NamespaceTarget(name, stream.ExpectName())
            : new VariableTarget(name);
    }

    // The body of a tag with one end, up to and with the end's name.
    private List<Statement> Body(string end)
    {
        var body = Begin(end);
        stream.ExpectName(end);
        return body;
    }

    // A body that runs at another time: a loop around it is none of its own.
    private List<Statement> Apart(string end)
    {
        var outside = loops;
        loops = 0;
        var body = Body(end);
        loops = outside;
        return body;
    }

    private List<Statement> Begin(params string[] ends)
    {
        var line = stream.Line;
        stream.SkipOperator(":");
        stream.Expect(TokenKind.BlockEnd);
        return Statements(line, ends);
    }
}
