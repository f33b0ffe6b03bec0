namespace LfmSpec.Lab;

/// <summary>A value of a table: a number in full precision, or a text.</summary>
public readonly record struct Cell
{
    /// <summary>What stands in the place of a number that does not exist.</summary>
    internal const string Undefined = "undefined";

    private readonly double number;
    private readonly string? text;

    private Cell(double number, string? text)
    {
        this.number = number;
        this.text = text;
    }

    /// <summary>Whether it is a number.</summary>
    public bool IsNumber => text is null;

    /// <summary>The number.</summary>
    /// <exception cref="InvalidOperationException">It is a text.</exception>
    public double Number => text is null ? number : throw new InvalidOperationException($"The cell is the text '{text}', not a number.");

    /// <summary>The text.</summary>
    /// <exception cref="InvalidOperationException">It is a number.</exception>
    public string Text => text ?? throw new InvalidOperationException($"The cell is the number {number}, not a text.");

    /// <summary>A number.</summary>
    /// <param name="number">The number.</param>
    /// <returns>The cell.</returns>
    public static Cell Of(double number) => new(number, null);

    /// <summary>A text.</summary>
    /// <param name="text">The text; a page escapes what a Markdown table needs escaped.</param>
    /// <returns>The cell.</returns>
    public static Cell Of(string text) => new(0, text ?? throw new ArgumentNullException(nameof(text)));

    /// <summary>A number that may not exist: a text says so in its place.</summary>
    /// <param name="number">The number, or NaN or infinity.</param>
    /// <returns>The cell: the number if it is finite, otherwise <c>undefined</c>.</returns>
    public static Cell Finite(double number) => double.IsFinite(number) ? Of(number) : Of(Undefined);
}
