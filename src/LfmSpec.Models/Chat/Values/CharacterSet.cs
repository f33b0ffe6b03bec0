namespace LfmSpec.Models.Chat;

/// <summary>The characters of a text, a bit each: whichever they are, to ask for one takes the same.</summary>
internal sealed class CharacterSet
{
    private readonly ulong[] bits;

    /// <summary>Makes a set.</summary>
    /// <param name="characters">The text whose characters are in it.</param>
    public CharacterSet(string characters)
    {
        Budget.Characters(characters.Length);
        var highest = 0;
        for (var at = 0; at < characters.Length; at += PythonText.LengthAt(characters, at))
        {
            highest = Math.Max(highest, PythonText.CodePointAt(characters, at));
        }

        var words = (highest / 64) + 1;
        Budget.Items(words, sizeof(ulong));
        bits = new ulong[words];
        for (var at = 0; at < characters.Length; at += PythonText.LengthAt(characters, at))
        {
            var code = PythonText.CodePointAt(characters, at);
            bits[code / 64] |= 1UL << (code % 64);
        }
    }

    /// <summary>Whether the character at a place of a text is in it.</summary>
    public bool Has(string text, int at) => PythonText.CodePointAt(text, at) is var code && code / 64 < bits.Length && (bits[code / 64] >> (code % 64) & 1) != 0;
}
