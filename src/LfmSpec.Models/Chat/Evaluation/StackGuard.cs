using System.Runtime.CompilerServices;

namespace LfmSpec.Models.Chat;

/// <summary>Keeps what goes into itself, in a template or in its values, from going on for ever and from exhausting the stack.</summary>
internal static class StackGuard
{
    [ThreadStatic]
    private static int depth;

    /// <summary>To be called by whatever calls itself, and held until it returns.</summary>
    /// <param name="line">The line, where it is known.</param>
    /// <returns>What ends the level when it is disposed of.</returns>
    /// <exception cref="TemplateFault">There are more than <see cref="Budget.Depth"/> levels, or the stack is nearly used up.</exception>
    public static Level Enter(int line = 0)
    {
        ref var levels = ref depth;
        if (levels >= Budget.Depth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new TemplateFault("expressions, tags, macros or values are too deep in one another", "Correct the template: a macro may call itself for ever", line);
        }

        levels++;
        return new Level(ref levels);
    }

    /// <summary>One level.</summary>
    internal readonly ref struct Level(ref int levels)
    {
        private readonly ref int levels = ref levels;

        public void Dispose() => levels--;
    }
}
