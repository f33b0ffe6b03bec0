using System.Text;

namespace LfmSpec.Models.Chat;

/// <summary>Makes a text piece by piece; each pays before it is there.</summary>
internal sealed class TextBuilder
{
    // Single characters are paid for by the many.
    private const int Credit = 256;
    private readonly StringBuilder text = new();
    private long length;
    private long paid;

    public TextBuilder Append(string piece) => Append(piece.AsSpan());

    public TextBuilder Append(ReadOnlySpan<char> piece)
    {
        Pay(piece.Length);
        text.Append(piece);
        return this;
    }

    public TextBuilder Append(char character)
    {
        Pay(1);
        text.Append(character);
        return this;
    }

    /// <summary>Appends a text several times.</summary>
    /// <param name="piece">The text.</param>
    /// <param name="count">How often; below 1 for never.</param>
    /// <returns>The same builder.</returns>
    /// <exception cref="TemplateFault">It becomes too long.</exception>
    public TextBuilder Repeat(string piece, long count)
    {
        count = piece.Length == 0 ? 0 : Math.Max(0, count);
        Pay(piece.Length * count);
        if (piece.Length == 1)
        {
            text.Append(piece[0], (int)count);
            return this;
        }

        Budget.Spend(count / 8);
        text.Insert(text.Length, piece, (int)count);
        return this;
    }

    public override string ToString() => text.ToString();

    private void Pay(long more)
    {
        length += more;
        if (length > paid)
        {
            var next = length + Math.Clamp(length, 16, Credit);
            if (length > Budget.Largest)
            {
                Budget.Text(length);
            }

            Budget.Text(next - paid);
            paid = next;
        }
    }
}
