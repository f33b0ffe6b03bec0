using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>The pattern matcher against .NET's regular expressions, where these see the same characters.</summary>
[TestFixture(SplitPattern.Gpt2)]
[TestFixture(@"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")]
[TestFixture(@"[a-z]+(?:'[st])?b|\s+(?=\d)|\P{Lu}{2,3}|(?:a|ab)(?:c|b)")]
public sealed class SplitPatternLaws(string pattern)
{
    private const int Texts = 500;

    // Characters below U+10000, without the long s and the Kelvin sign, whose case .NET folds in its own way.
    private static readonly string[] s_characters =
        ["a", "b", "c", "S", "t", "'", "'s", "'LL", "É", "ß", "日", "ع", "\u0301", "1", "2", "\u0661", "\u00BD", "\u2167",
         " ", " ", "\n", "\r", "\t", "\u0085", "\u00A0", "\u2028", "\u3000",
         "\u200B", "\u180E", "-", "!", "_", "\u20AC", "\uE000", "\uFFFD", "\0"];

    /// <summary>Each character beyond U+FFFF with one below of the same general category.</summary>
    private static readonly (string Beyond, string Below)[] s_twins =
        [("\U0001D49C", "É"), ("\U00010428", "ß"), ("\U00020000", "日"), ("\U0001D7D8", "\u0661"), ("\U00010140", "\u2167"),
         ("\U0001F642", "\u2603"), ("\U000E0100", "\u0301"), ("\U000F0000", "\uE000")];

    private readonly SplitPattern _pattern = new(pattern);
    private readonly Regex _regex = new(pattern, RegexOptions.CultureInvariant);

    [FsCheck.NUnit.Property(MaxTest = Texts)]
    public Property Below_U10000_it_finds_what_a_regular_expression_finds() => Prop.ForAll(Joined(s_characters), text =>
    {
        int[] codePoints = [.. text.Select(character => (int)character)];
        return _pattern.Matches(codePoints).SequenceEqual(_regex.Matches(text).Select(match => (match.Index, match.Index + match.Length)));
    });

    [FsCheck.NUnit.Property(MaxTest = Texts)]
    public Property A_character_beyond_U10000_splits_as_one_below_of_its_category() => Prop.ForAll(
        Joined([.. s_characters, .. s_twins.Select(twin => twin.Beyond)]),
        text =>
        {
            string below = s_twins.Aggregate(text, (changed, twin) => changed.Replace(twin.Beyond, twin.Below, StringComparison.Ordinal));
            return _pattern.Matches(CodePoints(text)).SequenceEqual(_pattern.Matches(CodePoints(below)));
        });

    private static int[] CodePoints(string text) => [.. text.EnumerateRunes().Select(rune => rune.Value)];

    private static Arbitrary<string> Joined(string[] fragments) =>
        Gen.Elements(fragments).ListOf().Select(string.Concat).ToArbitrary();
}
