namespace LfmSpec.Models.Chat;

/// <summary>Variables, and those of the scopes around them.</summary>
internal sealed class Scope(Scope? around = null)
{
    private readonly Dictionary<string, object?> variables = new(StringComparer.Ordinal);

    public object? this[string name]
    {
        get
        {
            for (var scope = this; scope is not null; scope = scope.Around)
            {
                if (scope.variables.TryGetValue(name, out var value))
                {
                    return value;
                }
            }

            return new Undefined($"'{name}' is undefined");
        }
        set => variables[name] = value;
    }

    private Scope? Around { get; } = around;
}
