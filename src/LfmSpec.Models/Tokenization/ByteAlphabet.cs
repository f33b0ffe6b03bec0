using System.Text;

namespace LfmSpec.Models.Tokenization;

/// <summary>
/// GPT-2's byte alphabet, in which a byte-level vocabulary is spelled: printable bytes of Latin-1 as themselves, the other 68 as the
/// characters from U+0100 on, so that a space is Ġ and a line feed Ċ.
/// </summary>
internal static class ByteAlphabet
{
    private static readonly char[] s_characters = Build();
    private static readonly Dictionary<char, byte> s_bytes =
        Enumerable.Range(0, 256).ToDictionary(value => s_characters[value], value => (byte)value);

    public static bool Contains(char character) => s_bytes.ContainsKey(character);

    public static string Spelling(byte value) => s_characters[value].ToString();

    /// <summary>Spells the UTF-8 bytes of a text, which has no unpaired surrogate.</summary>
    public static string Spell(ReadOnlySpan<char> text)
    {
        byte[] utf8 = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, utf8);
        return string.Create(utf8.Length, utf8, static (characters, bytes) =>
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                characters[i] = s_characters[bytes[i]];
            }
        });
    }

    /// <summary>Appends the bytes of one token.</summary>
    public static void AppendBytes(string token, List<byte> bytes)
    {
        // One character outside the alphabet makes the whole token stand for itself: the package decides this character by character.
        if (token.All(Contains))
        {
            bytes.AddRange(token.Select(character => s_bytes[character]));
        }
        else
        {
            bytes.AddRange(Encoding.UTF8.GetBytes(token));
        }
    }

    private static char[] Build()
    {
        var characters = new char[256];
        int next = 256;
        for (int value = 0; value < 256; value++)
        {
            bool printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            characters[value] = printable ? (char)value : (char)next++;
        }

        return characters;
    }
}
