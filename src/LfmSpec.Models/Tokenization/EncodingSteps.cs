namespace LfmSpec.Models.Tokenization;

/// <summary>
/// What splitting one text may cost at most, whichever steps of the tokenizer.json do it and however many parts they cut it into. It belongs to the thread that
/// encodes. A step is one plain set that is asked for one code point.
/// </summary>
internal sealed class EncodingSteps : IDisposable
{
    // The published patterns take fewer than 150 steps a character; a pattern that needs 1,000 is built to hang its reader. On a long text 1,000 would be too many.
    private const long PerCharacter = 1_000;
    private const long OnAnyText = 50_000_000;
    private const long OnLongText = 500;

    // A short text may meet long patterns.
    private const long Base = 20_000_000;

    [ThreadStatic]
    private static EncodingSteps? current;

    private readonly EncodingSteps? around = current;

    private EncodingSteps(int length)
    {
        Length = length;
        Left = Math.Min(PerCharacter * length, OnAnyText) + (OnLongText * length) + Base;
    }

    /// <summary>The characters of the text.</summary>
    public int Length { get; }

    /// <summary>The steps that are left; below zero where they are spent.</summary>
    public long Left { get; private set; }

    /// <summary>Begins the encoding of a text on this thread; it ends when the steps are disposed of.</summary>
    public static EncodingSteps Begin(int length) => current = new EncodingSteps(length);

    /// <summary>The steps of the encoding that this thread is at; those of a text of its own if it is at none.</summary>
    public static EncodingSteps Of(int length) => current ?? new EncodingSteps(length);

    /// <summary>Takes steps.</summary>
    /// <returns>Whether there were as many.</returns>
    public bool Take(long amount) => (Left -= amount) >= 0;

    public void Dispose() => current = around;
}
