namespace LfmSpec.Models.Chat;

/// <summary>Variables, and those of the scopes around them.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, object?> variables = new(TextKeys.Instance);
    private readonly Scope? around;

    public Scope(Scope? around = null)
    {
        Budget.Keep(160);
        this.around = around;
    }

    public object? this[string name]
    {
        get
        {
            var away = 0;
            for (var scope = this; scope is not null; scope = scope.around)
            {
                if (scope.variables.Count > 0 && scope.variables.TryGetValue(name, out var value))
                {
                    return value;
                }

                Budget.Spend(++away % 4 == 0 ? 1 : 0);
            }

            return new Undefined($"'{Undefined.Cut(name)}' is undefined");
        }

        set
        {
            variables[name] = value;
            Budget.Keep(variables.Count > 1 ? 100 : 200);
        }
    }
}
