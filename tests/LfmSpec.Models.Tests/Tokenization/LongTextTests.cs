using System.Diagnostics;
using LfmSpec.Models.Tokenization;

namespace LfmSpec.Models.Tests.Tokenization;

/// <summary>
/// Texts of one million characters that a quadratic step somewhere would take minutes for. A second or two is what they take; the bound
/// leaves room for a busy machine.
/// </summary>
[TestFixture("lfm2-atlas-tiny")]
[TestFixture("qwen2-atlas-tiny")]
[TestFixture("llama-atlas-tiny")]
public sealed class LongTextTests(string model)
{
    private const int Length = 1_000_000;
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(20);

    private readonly HuggingFaceTokenizer _tokenizer = HuggingFaceTokenizer.Load(RepositoryFiles.Path("models", model));

    [TestCase("a", TestName = "One_letter_without_end_encodes_in_linear_time")]
    [TestCase(" ", TestName = "Spaces_without_end_encode_in_linear_time")]
    [TestCase(" \n", TestName = "Blank_lines_without_end_encode_in_linear_time")]
    [TestCase("\u0301", TestName = "Combining_marks_without_end_encode_in_linear_time")]
    [TestCase("\u0301\u0323", TestName = "Combining_marks_out_of_order_encode_in_linear_time")]
    [TestCase("<|", TestName = "Starts_of_special_tokens_encode_in_linear_time")]
    [TestCase("<|im_end|>", TestName = "Special_tokens_without_end_encode_in_linear_time")]
    [TestCase("1", TestName = "Digits_without_end_encode_in_linear_time")]
    [TestCase("the word is ", TestName = "Prose_without_end_encodes_in_linear_time")]
    public void A_long_text_encodes_in_linear_time(string unit)
    {
        string text = string.Concat(Enumerable.Repeat(unit, Length / unit.Length));
        var clock = Stopwatch.StartNew();
        IReadOnlyList<int> ids = _tokenizer.Encode(text, addSpecialTokens: false);
        TimeSpan elapsed = clock.Elapsed;
        TestContext.Out.WriteLine($"{text.Length} characters, {ids.Count} tokens, {elapsed.TotalMilliseconds:F0} ms");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(elapsed, Is.LessThan(s_bound));
            Assert.That(_tokenizer.Decode(ids), Has.Length.EqualTo(text.Length));
        }
    }
}
