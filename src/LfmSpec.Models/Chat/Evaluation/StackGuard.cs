using System.Runtime.CompilerServices;

namespace LfmSpec.Models.Chat;

/// <summary>Keeps what goes into itself, in a template or in its values, from exhausting the stack.</summary>
internal static class StackGuard
{
    /// <summary>To be called by whatever calls itself.</summary>
    /// <exception cref="TemplateFault">The stack is nearly used up.</exception>
    public static void Check(int line = 0)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateFault("expressions, tags, macros or values are too deep in one another", "Correct the template: a macro may call itself for ever", line);
        }
    }
}
