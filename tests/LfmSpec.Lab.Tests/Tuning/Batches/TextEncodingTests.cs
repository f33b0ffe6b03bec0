using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>Which tokens count, and how texts are laid side by side.</summary>
[TestFixture]
public sealed class TextEncodingTests : IDisposable
{
    private const int Bos = 1, End = 7, Pad = 0;

    private readonly Checkpoint checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));

    [Test]
    public void The_response_and_the_end_of_text_count()
    {
        var row = Encoding(LossOver.Response).Row(new("7 + 5 =", " 12"));
        var prompt = checkpoint.Tokenizer.Encode("7 + 5 =").Count;
        Assert.That(row.Ids, Is.EqualTo(checkpoint.Tokenizer.Encode("7 + 5 = 12").Append(End)));
        Assert.That(row.Counts.Take(prompt), Has.None.True);
        Assert.That(row.Counts.Skip(prompt), Has.All.True);
    }

    [Test]
    public void Of_a_text_all_counts_and_of_the_published_form_there_is_no_end()
    {
        Assert.That(Encoding(LossOver.Text).Row(new("7 + 5 =", " 12")).Counts, Has.All.True);
        Assert.That(Encoding(LossOver.Padding).Row(new("7 + 5 =", " 12")).Ids, Is.EqualTo(checkpoint.Tokenizer.Encode("7 + 5 = 12")));
    }

    [Test]
    public void A_token_across_the_border_is_the_responses()
    {
        var row = Encoding(LossOver.Response).Row(new("The capital of Fra", "nce is Paris"));
        var together = checkpoint.Tokenizer.Encode("The capital of France is Paris");
        var apart = checkpoint.Tokenizer.Encode("The capital of Fra");
        var border = together.Zip(apart).TakeWhile(pair => pair.First == pair.Second).Count();
        Assert.That(border, Is.LessThan(apart.Count), "the tokeniser joins the two");
        Assert.That(row.Counts.ToList().IndexOf(true), Is.EqualTo(border));
    }

    [Test]
    public void Padding_is_at_the_right_and_counts_only_as_published()
    {
        TuningExample[] texts = [new("7 + 5 =", " 12"), new("The capital of France is", " Paris")];
        int[] lengths = [.. texts.Select(text => checkpoint.Tokenizer.Encode(text.Prompt + text.Response).Count)];
        Assert.That(Encoding(LossOver.Padding, 24).Batch(texts).Targets, Is.EqualTo(2 * 23), "every target of the block");
        Assert.That(Encoding(LossOver.Text, 24).Batch(texts).Targets, Is.EqualTo(lengths.Sum()), "all but the first, and the end of text");
    }

    [Test]
    public void Published_pairs_are_two_blocks_with_a_BOS_each_of_which_every_target_counts()
    {
        var batch = Encoding(LossOver.Padding, 128).Pairs([new TuningExample("What is 2+2?", "4") { Rejected = "I'm not sure" }]);
        Assert.That(batch.Rows, Is.EqualTo(2));
        Assert.That(batch.Targets, Is.EqualTo(2 * 255), "as the published run summed");
        Assert.That(batch.IdsOf(0).Take(2), Is.EqualTo(checkpoint.Tokenizer.Encode("What is 2+2?").Take(2)));
        Assert.That(batch.IdsOf(0)[127], Is.EqualTo(Pad));
        Assert.That(batch.IdsOf(0)[128], Is.EqualTo(Bos));
        Assert.That(batch.IdsOf(1).Skip(128).Take(4), Is.EqualTo(checkpoint.Tokenizer.Encode("I'm not sure").Take(4)));
    }

    [Test]
    public void The_tokenizers_end_of_text_closes_a_response_and_a_completion_stops_at_every_one()
    {
        using var copy = new CheckpointCopy();
        File.WriteAllText(Path.Combine(copy.Folder, "generation_config.json"), """{"eos_token_id": [7, 2]}""");
        using var two = Checkpoint.Load(copy.Folder);
        var encoding = new TextEncoding(two, LossOver.Response, null);
        Assert.That(encoding.Row(new("7 + 5 =", " 12")).Ids[^1], Is.EqualTo(End));
        Assert.That(encoding.Ends, Is.EquivalentTo(new[] { 2, End }));
    }

    [TestCase(LossOver.Response)]
    [TestCase(LossOver.Text)]
    public void A_response_that_already_ends_in_the_end_of_text_has_it_once(LossOver loss)
    {
        TokenRow written = Encoding(loss).Row(new("7 + 5 =", " 12<|im_end|>")), appended = Encoding(loss).Row(new("7 + 5 =", " 12"));
        Assert.That(written.Ids, Is.EqualTo(appended.Ids));
        Assert.That(written.Counts, Is.EqualTo(appended.Counts));
    }

    [Test]
    public void A_preference_that_already_ends_in_the_end_of_text_has_it_once()
    {
        var plain = new TuningExample("What is 2+2?", " 4") { Rejected = " I'm not sure" };
        TokenBatch expected = Encoding(LossOver.Response).Pairs([plain]), batch = Encoding(LossOver.Response).Pairs([plain with { Response = " 4<|im_end|>", Rejected = " I'm not sure<|im_end|>" }]);
        Assert.That(batch.Targets, Is.EqualTo(expected.Targets));
        Assert.That(new[] { batch.IdsOf(0), batch.IdsOf(1) }, Is.EqualTo(new[] { expected.IdsOf(0), expected.IdsOf(1) }));
    }

    [Test]
    public void Another_token_that_generation_stops_at_does_not_close_a_response()
    {
        var row = Encoding(LossOver.Response).Row(new("7 + 5 =", " 12<|im_start|>"));
        Assert.That(row.Ids.TakeLast(2), Is.EqualTo(new[] { checkpoint.Tokenizer.TokenId("<|im_start|>")!.Value, End }));
    }

    [Test]
    public void A_chat_is_closed_by_its_template_alone()
    {
        var row = Encoding(LossOver.Response).Row(new("<|startoftext|><|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\n", "Hello<|im_end|>\n") { IsChat = true });
        Assert.That(row.Ids.Skip(row.Counts.ToList().IndexOf(true)).Count(id => id == End), Is.EqualTo(1));
        Assert.That(row.Ids[^1], Is.Not.EqualTo(End), "as TRL leaves what a template writes");
    }

    [Test]
    public void A_response_that_is_cut_off_is_an_error() =>
        Assert.That(() => Encoding(LossOver.Response, 4).Batch([new("The capital of France is", " Paris")]), Throws.TypeOf<LabException>().With.Message.Contains("Raise PadTo"));

    private TextEncoding Encoding(LossOver loss, int? padTo = null) => new(checkpoint, loss, padTo);

    public void Dispose() => checkpoint.Dispose();
}
