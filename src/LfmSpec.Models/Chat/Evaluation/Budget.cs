namespace LfmSpec.Models.Chat;

/// <summary>What a template may cost at most, so that one that never ends, or fills the memory, is an error. Real ones need a thousandth of it.</summary>
internal sealed class Budget
{
    /// <summary>The most steps: expressions and statements, and every 64 characters that are made.</summary>
    public const long Steps = 5_000_000;

    /// <summary>The most characters of one text, and items of one list.</summary>
    public const int Largest = 16 * 1024 * 1024;

    private long steps;

    /// <summary>Takes a step.</summary>
    /// <exception cref="TemplateFault">There were too many.</exception>
    public void Step() => Spend(1);

    /// <summary>Takes what it costs to make a text or a list, before it is made.</summary>
    /// <param name="length">Characters or items.</param>
    /// <exception cref="TemplateFault">It is too long, or there were too many.</exception>
    public void Make(long length)
    {
        if (length > Largest)
        {
            throw new TemplateFault($"a text or list of {length:N0} characters or items is made, and {Largest:N0} are allowed", "Shorten the messages, or correct the template");
        }

        Spend(Math.Max(0, length) / 64);
    }

    private void Spend(long amount)
    {
        steps += amount;
        if (steps > Steps)
        {
            throw new TemplateFault($"the template does not end within {Steps:N0} steps", "Shorten the messages, or correct the template");
        }
    }
}
