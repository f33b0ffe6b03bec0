using System.Security.Cryptography;
using System.Text;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

[TestFixture]
public sealed class NfcNormalizerTests
{
    private static readonly NfcNormalizer s_normalizer = new();

    [TestCase("e\u0301", "\u00E9")]
    [TestCase("a\u0301\u0323", "\u1EA1\u0301", Description = "marks are ordered by class first")]
    [TestCase("\u1E9B\u0323", "\u1E9B\u0323")]
    [TestCase("\u212B", "\u00C5", Description = "a singleton")]
    [TestCase("\u0958", "\u0915\u093C", Description = "excluded from composition")]
    [TestCase("\u1100\u1161\u11A8", "\uAC01")]
    [TestCase("\uAC00\u11A8", "\uAC01")]
    [TestCase("\uAC01\u11A8", "\uAC01\u11A8", Description = "a syllable has one trailing consonant")]
    [TestCase("\U0001109A\u0301", "\U0001109A\u0301")]
    [TestCase("\U00011099\U000110BA", "\U0001109A")]
    [TestCase("a\u0305\u0301", "a\u0305\u0301", Description = "a mark of the same class blocks")]
    [TestCase("\uFB01", "\uFB01", Description = "only compatibility decomposes a ligature")]
    public void A_text_is_composed(string text, string expected)
    {
        Assert.That(s_normalizer.Normalize(text), Is.EqualTo(expected));
    }

    // SHA-256 of the normal forms of all code points, each followed by a line feed, from Python 3.11's unicodedata (Unicode 14.0).
    [TestCase("", "", "9cc65524a9d8082bf10840c616cd199bd2ac12ee49a3381bd6fb7957711f342b")]
    [TestCase("e", "\u0323\u0301*\u1161\u11A8", "04a10a8264da1a557806965123abf9eb33bc8ac0ef1d65293101b1256ec81499",
        Description = "between letters, marks and jamo, with * once more the code point")]
    public void Every_code_point_has_the_normal_form_that_Python_gives(string before, string after, string expected)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (int codePoint = 0; codePoint <= 0x10FFFF; codePoint++)
        {
            if (Rune.TryCreate(codePoint, out Rune rune))
            {
                string text = before + rune + after.Replace("*", rune.ToString(), StringComparison.Ordinal);
                hash.AppendData(Encoding.UTF8.GetBytes(s_normalizer.Normalize(text) + "\n"));
            }
        }

        Assert.That(Convert.ToHexStringLower(hash.GetHashAndReset()), Is.EqualTo(expected));
    }

    [Test]
    public void A_text_without_marks_is_returned_as_it_is()
    {
        string text = "na\u00EFve";
        Assert.That(s_normalizer.Normalize(text), Is.SameAs(text));
    }
}
