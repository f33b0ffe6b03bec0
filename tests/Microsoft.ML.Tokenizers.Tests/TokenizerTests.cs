using System.Buffers;

namespace Microsoft.ML.Tokenizers.Tests;

/// <summary>What the base class gives to a tokenizer that only knows tokens: here one token a character.</summary>
[TestFixture]
public sealed class TokenizerTests
{
    [Test]
    public void Ids_and_counts_come_from_the_tokens()
    {
        var tokenizer = new CharacterTokenizer();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.EncodeToIds("abc"), Is.EqualTo("abc".Select(character => (int)character)));
            Assert.That(tokenizer.CountTokens("abc"), Is.EqualTo(3));
            Assert.That(tokenizer.PreTokenizer, Is.Null);
            Assert.That(tokenizer.Normalizer, Is.Null);
        }
    }

    [TestCase(2, 2, 1)]
    [TestCase(9, 3, 0)]
    public void An_index_is_counted_from_either_end(int limit, int fromStart, int fromEnd)
    {
        var tokenizer = new CharacterTokenizer();
        using (Assert.EnterMultipleScope())
        {
            Assert.That(tokenizer.GetIndexByTokenCount("abc", limit, out _, out int count), Is.EqualTo(fromStart));
            Assert.That(tokenizer.GetIndexByTokenCountFromEnd("abc".AsSpan(), limit, out _, out _), Is.EqualTo(fromEnd));
            Assert.That(count, Is.EqualTo(Math.Min(limit, 3)));
        }
    }

    [Test]
    public void Decoding_finds_a_buffer_that_is_large_enough()
    {
        string text = new('x', 5_000);
        Assert.That(new CharacterTokenizer().Decode(text.Select(character => (int)character)), Is.EqualTo(text));
    }

    [Test]
    public void Decoding_ids_that_are_none_is_an_error()
    {
        Assert.That(() => new CharacterTokenizer().Decode([-1]), Throws.InvalidOperationException);
    }

    private sealed class CharacterTokenizer : Tokenizer
    {
        public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten)
        {
            (idsConsumed, charsWritten) = (0, 0);
            foreach (int id in ids)
            {
                if (id is < 0 or > char.MaxValue)
                {
                    return OperationStatus.InvalidData;
                }

                if (charsWritten == destination.Length)
                {
                    return OperationStatus.DestinationTooSmall;
                }

                destination[charsWritten++] = (char)id;
                idsConsumed++;
            }

            return OperationStatus.Done;
        }

        protected override EncodeResults<EncodedToken> EncodeToTokens(
            string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        {
            string characters = text ?? textSpan.ToString();
            return new EncodeResults<EncodedToken>
            {
                Tokens = [.. characters.Select((character, at) => new EncodedToken(character, character.ToString(), at..(at + 1)))],
                CharsConsumed = characters.Length,
            };
        }
    }
}
