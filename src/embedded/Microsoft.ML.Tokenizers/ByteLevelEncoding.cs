using System.Text;

namespace Microsoft.ML.Tokenizers;

/// <summary>
/// GPT-2's byte alphabet: the printable bytes of Latin-1 are spelled as themselves, the other 68 as the characters from U+0100 on.
/// </summary>
internal static class ByteLevelEncoding
{
    private static readonly char[] s_characters = BuildAlphabet();
    private static readonly Dictionary<char, byte> s_bytes =
        s_characters.Select((character, value) => (character, value)).ToDictionary(pair => pair.character, pair => (byte)pair.value);

    public static bool TryGetByte(char character, out byte value) => s_bytes.TryGetValue(character, out value);

    /// <summary>Spells a word's UTF-8 bytes, and says for each which character of the word it comes from.</summary>
    public static (char[] Spelling, int[] Origins) Spell(ReadOnlySpan<char> word)
    {
        var spelling = new List<char>(word.Length);
        var origins = new List<int>(word.Length);
        Span<byte> bytes = stackalloc byte[4];
        for (int i = 0; i < word.Length;)
        {
            // An unpaired surrogate has no UTF-8; it becomes U+FFFD, as everywhere in .NET.
            Rune.DecodeFromUtf16(word[i..], out Rune rune, out int consumed);
            foreach (byte value in bytes[..rune.EncodeToUtf8(bytes)])
            {
                spelling.Add(s_characters[value]);
                origins.Add(i);
            }

            i += consumed;
        }

        return ([.. spelling], [.. origins]);
    }

    /// <summary>Appends a token's bytes; a character outside the alphabet stands for its own UTF-8.</summary>
    public static void AppendBytes(string token, List<byte> bytes)
    {
        Span<byte> utf8 = stackalloc byte[4];
        for (int i = 0; i < token.Length;)
        {
            if (TryGetByte(token[i], out byte value))
            {
                bytes.Add(value);
                i++;
                continue;
            }

            Rune.DecodeFromUtf16(token.AsSpan(i), out Rune rune, out int consumed);
            bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
            i += consumed;
        }
    }

    private static char[] BuildAlphabet()
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
