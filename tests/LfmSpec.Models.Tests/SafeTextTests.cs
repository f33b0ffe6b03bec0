using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace LfmSpec.Models.Tests;

/// <summary>Text of unknown origin in a message or on a terminal.</summary>
[TestFixture]
public class SafeTextTests
{
    [TestCase("\u001b[2J", @"\u001b[2J", TestName = "An_escape_sequence_is_written_out")]
    [TestCase("a\r\nb\tc", @"a\r\nb\tc", TestName = "A_quote_is_one_line")]
    [TestCase("\u009b31m\u007f\0", @"\u009b31m\u007f\u0000", TestName = "C1_controls_DEL_and_NUL_are_written_out")]
    [TestCase("\u202eabc\u202c\u2066\u2069\u200e\u200f\u061c", @"\u202eabc\u202c\u2066\u2069\u200e\u200f\u061c", TestName = "Characters_that_turn_the_direction_are_written_out")]
    [TestCase("\u2028\u2029\ufeff", @"\u2028\u2029\ufeff", TestName = "Separators_of_lines_and_a_byte_order_mark_are_written_out")]
    [TestCase("\U000E0041", @"\U000e0041", TestName = "An_invisible_character_beyond_16_bits_is_written_out")]
    [TestCase("héllo, мир, 日本 👩\u200d👩 \\", "héllo, мир, 日本 👩\u200d👩 \\", TestName = "Letters_emoji_and_backslashes_stay")]
    [TestCase(null, "", TestName = "Nothing_is_quoted_as_nothing")]
    public void Quoted(string? text, string expected) => Assert.That(SafeText.Quote(text), Is.EqualTo(expected));

    [Test]
    public void A_surrogate_without_its_other_half_is_written_out() =>
        Assert.That(SafeText.Quote("a\ud83dz\ude00" + "😀"), Is.EqualTo(@"a\ud83dz\ude00" + "😀"));

    [Test]
    public void A_long_text_is_cut_after_as_many_characters_as_a_message_shows()
    {
        Assert.That(SafeText.Quote(new string('a', SafeText.LongestQuote)), Is.EqualTo(new string('a', SafeText.LongestQuote)));
        Assert.That(SafeText.Quote(new string('a', 56_000)), Is.EqualTo(new string('a', SafeText.LongestQuote) + "…"));
    }

    [Test]
    public void A_cut_leaves_no_half_of_a_character_or_of_an_escape()
    {
        Assert.That(SafeText.Quote("aaa😀", 4), Is.EqualTo("aaa…"));
        Assert.That(SafeText.Quote("aaa\u001b", 8), Is.EqualTo("aaa…"));
        Assert.That(SafeText.Quote("aaa\u001b", 9), Is.EqualTo(@"aaa\u001b"));
    }

    [Test]
    public void A_text_for_a_terminal_keeps_its_lines_and_tabs_and_all_of_its_length()
    {
        var text = new string('a', 100_000) + "\n\tb";
        Assert.That(SafeText.Lines(text), Is.SameAs(text));
        Assert.That(SafeText.Lines("a\nb\r\u001b]0;x\u0007"), Is.EqualTo("a\nb" + @"\r\u001b]0;x\u0007"));
    }

    [Test]
    public void A_message_keeps_its_lines_and_is_cut() =>
        Assert.That(SafeText.Message("a\n" + new string('b', 56_000)), Is.EqualTo("a\n" + new string('b', SafeText.LongestMessage - 2) + "…"));

    [Test]
    public void No_text_leaves_a_character_that_a_terminal_obeys_or_one_that_hides() => Prop.ForAll(
        Gen.Choose(0, 0xFFFF).Select(code => (char)code).ListOf().Select(characters => new string([.. characters])).ToArbitrary(),
        text =>
        {
            var shown = SafeText.Quote(text, 1000);
            return shown.EnumerateRunes().All(rune => rune != Rune.ReplacementChar || text.Contains('\uFFFD', StringComparison.Ordinal))
                && shown.All(character => !char.IsControl(character) && (character is '\u200c' or '\u200d' || char.GetUnicodeCategory(character) is not UnicodeCategory.Format));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
}
