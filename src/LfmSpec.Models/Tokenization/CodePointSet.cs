using System.Globalization;
using System.Text;

namespace LfmSpec.Models.Tokenization;

/// <summary>
/// A set of code points: what <c>[^\s\p{L}]</c> means. .NET's own regular expressions see UTF-16 units, so that their \p{L} matches no
/// letter beyond U+FFFF; this asks for whole code points.
/// </summary>
internal sealed class CodePointSet
{
    private readonly Func<int, bool> _contains;
    private readonly UInt128 _ascii;

    private CodePointSet(Func<int, bool> contains, int cost = 1)
    {
        (_contains, Cost) = (contains, cost);
        for (int codePoint = 0; codePoint < 128; codePoint++)
        {
            _ascii |= contains(codePoint) ? UInt128.One << codePoint : 0;
        }
    }

    /// <summary>How many plain sets are asked for one code point at most.</summary>
    public int Cost { get; }

    /// <summary>Unicode's White_Space, which is \s.</summary>
    public static CodePointSet WhiteSpace { get; } = new(codePoint => Rune.IsWhiteSpace(new Rune(codePoint)));

    /// <summary>Numbers of any kind: decimal digits, letters and others.</summary>
    public static CodePointSet Numeric { get; } = Category("N")!;

    /// <summary>Unicode's \w: alphabetic, mark, decimal digit, connector, joiner.</summary>
    public static CodePointSet Word { get; } = Union(
        [Category("L")!, Category("M")!, Category("Nd")!, Category("Nl")!, Category("Pc")!, Range(0x200C, 0x200D),

         // Circled and squared Latin letters: symbols by category, yet alphabetic.
         Range(0x24B6, 0x24E9), Range(0x1F130, 0x1F149), Range(0x1F150, 0x1F169), Range(0x1F170, 0x1F189)]);

    public static CodePointSet Range(int first, int last) => new(codePoint => codePoint >= first && codePoint <= last);

    public static CodePointSet Of(params int[] members) => new(members.Contains);

    public static CodePointSet Union(IReadOnlyList<CodePointSet> sets) => new(codePoint => sets.Any(set => set.Contains(codePoint)), sets.Sum(set => set.Cost));

    /// <summary>A general category by its short name, such as L or Lu; null when there is none of this name.</summary>
    public static CodePointSet? Category(string name)
    {
        string[] shortNames =
            ["Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf",
             "Cs", "Co", "Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn"];
        int mask = 0;
        for (int category = 0; category < shortNames.Length; category++)
        {
            bool included = name.Length is 1 or 2 && shortNames[category].StartsWith(name, StringComparison.Ordinal);
            mask |= included ? 1 << category : 0;
        }

        return mask == 0 ? null : new(codePoint => (mask >> (int)CharUnicodeInfo.GetUnicodeCategory(codePoint) & 1) != 0);
    }

    public CodePointSet Complement() => new(codePoint => !Contains(codePoint), Cost);

    public bool Contains(int codePoint) => codePoint < 128 ? (_ascii >> codePoint & 1) != 0 : _contains(codePoint);
}
