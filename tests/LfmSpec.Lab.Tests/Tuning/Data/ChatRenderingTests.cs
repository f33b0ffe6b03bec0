using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Tests;

namespace LfmSpec.Lab.Tests.Tuning;

/// <summary>Chats as they are trained on: by the checkpoint's own template. The renderings are jinja2's (3.1.6, set up as transformers sets it up).</summary>
[TestFixture]
public sealed class ChatRenderingTests
{
    private const string Conversation =
        """{"role": "system", "content": " Be short. "}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello "}, {"role": "user", "content": "7 + 5 ="}""";

    private const string Twelve = """{"role": "assistant", "content": " 12"}""";

    // Trims, and writes a date, as Llama 3's does.
    private const string Dated =
        """
        {{- bos_token }}{% for message in messages %}
        {% if message.role == 'system' %}
        {{- '<|im_start|>system\n' + strftime_now('%d %b %Y') + '\n' + message.content | trim + '<|im_end|>\n' }}
        {%- else %}
        {{- '<|im_start|>' + message.role + '\n' + message.content | trim + '<|im_end|>\n' }}
        {%- endif %}
        {% endfor %}
        {% if add_generation_prompt %}
        {{- '<|im_start|>assistant\n' }}
        {%- endif %}
        """;

    // Opens an answer with a thinking block that a finished one does not have, as DeepSeek-R1's does.
    private const string Thinking =
        """{{ bos_token }}{% for message in messages %}{{ '<|im_start|>' + message.role + '\n' + message.content + '<|im_end|>\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n<think>\n' }}{% endif %}""";

    private const string Plain =
        "<|startoftext|><|im_start|>system\n Be short. <|im_end|>\n<|im_start|>user\nHi<|im_end|>\n<|im_start|>assistant\nHello <|im_end|>\n<|im_start|>user\n7 + 5 =<|im_end|>\n<|im_start|>assistant\n";

    private CheckpointCopy copy = null!;

    [SetUp]
    public void Copy_the_checkpoint() => copy = new CheckpointCopy();

    [TearDown]
    public void Delete_the_copy() => copy.Dispose();

    [TestCase($$"""{"messages": [{{Conversation}}, {{Twelve}}]}""")]
    [TestCase($$"""{"prompt": [{{Conversation}}], "completion": [{{Twelve}}]}""")]
    public void The_prompt_is_the_chat_before_the_last_answer_and_the_response_the_rest_of_the_whole(string line) =>
        Assert.That(Example(line), Is.EqualTo(new TuningExample(Plain, " 12<|im_end|>\n") { IsChat = true, Answer = "12" }));

    [Test]
    public void Preferences_share_the_prompt_and_problems_are_asked_in_it()
    {
        var preference = Example($$"""{"prompt": [{{Conversation}}], "chosen": [{{Twelve}}], "rejected": [{"role": "assistant", "content": "No."}]}""", DataKind.Preferences);
        Assert.That(preference, Is.EqualTo(new TuningExample(Plain, " 12<|im_end|>\n") { Rejected = "No.<|im_end|>\n", IsChat = true, Answer = "12" }));
        Assert.That(
            Example($$"""{"prompt": [{{Conversation}}], "answer": "12"}""", DataKind.Problems),
            Is.EqualTo(new TuningExample(Plain, "12<|im_end|>\n") { IsChat = true, Answer = "12" }));
    }

    [Test]
    public void A_completion_may_go_on_for_several_messages() => Assert.That(
        Example($$"""{"prompt": [{"role": "user", "content": "a"}], "completion": [{"role": "assistant", "content": "b"}, {"role": "user", "content": "c"}, {"role": "assistant", "content": "d"}]}"""),
        Is.EqualTo(new TuningExample("<|startoftext|><|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n", "b<|im_end|>\n<|im_start|>user\nc<|im_end|>\n<|im_start|>assistant\nd<|im_end|>\n") { IsChat = true, Answer = "b" }));

    [Test]
    public void A_template_may_trim_and_its_date_is_the_same_every_day()
    {
        Template(Dated);
        var example = Example($$"""{"messages": [{{Conversation}}, {{Twelve}}]}""");
        Assert.That(example.Prompt, Is.EqualTo(Plain.Replace(" Be short. ", "26 Jul 2024\nBe short.").Replace("Hello ", "Hello")));
        Assert.That(example.Response, Is.EqualTo("12<|im_end|>\n"));
    }

    [Test]
    public void The_tokens_are_those_of_the_whole_chat_with_one_BOS_and_no_second_end_and_those_of_the_answer_count()
    {
        using var checkpoint = Checkpoint.Load(copy.Folder);
        var row = new TextEncoding(checkpoint, LossOver.Response, padTo: null).Row(Read($$"""{"messages": [{{Conversation}}, {{Twelve}}]}""", checkpoint).HeldOut[0]);
        IReadOnlyList<int> prompt = checkpoint.EncodeChat(Messages), whole = checkpoint.EncodeChat([.. Messages, new("assistant", " 12")], addGenerationPrompt: false);
        Assert.That(row.Ids, Is.EqualTo(whole));
        Assert.That(row.Counts, Is.EqualTo(whole.Select((_, position) => position >= prompt.Count)));
        Assert.That(row.Ids.Count(id => id == checkpoint.Tokenizer.TokenId("<|startoftext|>")), Is.EqualTo(1));
        Assert.That(row.Ids.Count(id => id == checkpoint.Tokenizer.TokenId("<|im_end|>")), Is.EqualTo(5), "one a message");
    }

    [Test]
    public void Pairs_and_prompts_of_policies_have_one_BOS_too()
    {
        using var checkpoint = Checkpoint.Load(copy.Folder);
        var pair = Read($$"""{"prompt": [{{Conversation}}], "chosen": [{{Twelve}}], "rejected": [{"role": "assistant", "content": "No."}]}""", checkpoint).HeldOut[0];
        var bos = (long)checkpoint.Tokenizer.TokenId("<|startoftext|>")!;
        foreach (var loss in new[] { LossOver.Response, LossOver.Padding })
        {
            var batch = new TextEncoding(checkpoint, loss, padTo: 64).Pairs([pair]);
            Assert.That(new[] { 0, 1 }.Select(row => batch.IdsOf(row).Count(id => id == bos)), Is.All.EqualTo(1), $"{loss}");
        }

        Assert.That(new TextEncoding(checkpoint, LossOver.Response, padTo: null).Prompt(pair), Is.EqualTo(checkpoint.EncodeChat(Messages)));
    }

    [Test]
    public void A_template_that_opens_answers_otherwise_than_it_writes_them_is_one_clear_error()
    {
        Template(Thinking);
        Assert.That(
            () => Example($$"""{"messages": [{{Conversation}}, {{Twelve}}]}"""),
            Throws.TypeOf<LabException>().With.Message.Contains("data.jsonl: line 1").And.Message.Contains("<think>").And.Message.Contains("Put a chat_template.jinja"));
    }

    [Test]
    public void What_the_template_refuses_is_one_clear_error_with_the_line()
    {
        Template("{{ raise_exception('No system message, please') }}");
        Assert.That(
            () => Example($$"""{"messages": [{{Conversation}}, {{Twelve}}]}"""),
            Throws.TypeOf<LabException>().With.Message.Contains("data.jsonl: line 1").And.Message.Contains("No system message, please"));
    }

    [TestCase("""{"messages": [{"role": "user", "content": "Hi"}]}""", "does not end with a message of the role \"assistant\"")]
    [TestCase("""{"messages": [{"role": "assistant", "content": "Hi"}]}""", "after another one")]
    [TestCase("""{"messages": []}""", "are no list of messages")]
    [TestCase("""{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": ""}]}""", "an answer without a text")]
    [TestCase("""{"messages": [{"role": "user"}, {"role": "assistant", "content": "b"}]}""", "messages[0] has no \"content\"")]
    [TestCase("""{"messages": [{"role": "user", "content": null}, {"role": "assistant", "content": "b"}]}""", "messages[0] has a \"content\" that is no text")]
    [TestCase("""{"prompt": [{"role": "user", "content": "a"}], "completion": "b"}""", "\"completion\" that are no list of messages")]
    [TestCase("""{"prompt": [{"role": "user", "content": "a"}], "completion": [{"role": "user", "content": "b"}]}""", "do not begin with a message of the role \"assistant\"")]
    [TestCase("""{"prompt": [{"role": "user", "content": "a"}], "chosen": [{"role": "assistant", "content": "b"}]}""", "has no \"rejected\"")]
    [TestCase("""{"prompt": "a", "completion": [{"role": "assistant", "content": "b"}]}""", "has a \"completion\" that is no text")]
    public void A_broken_chat_is_one_clear_error(string line, string message) =>
        Assert.That(() => Example(line), Throws.TypeOf<LabException>().With.Message.Contains(message).And.Message.Contains("data.jsonl: line 1"));

    [Test]
    public void A_checkpoint_without_a_template_is_one_clear_error_before_anything_is_trained()
    {
        File.Delete(Path.Combine(copy.Folder, "chat_template.jinja"));
        var chats = Path.Combine(Path.GetDirectoryName(copy.Folder)!, "data.jsonl");
        File.WriteAllText(chats, $$"""{"messages": [{{Conversation}}, {{Twelve}}]}""");
        var steps = 0;
        using var lab = Laboratory.Open(copy.Folder, new LaboratoryOptions { Progress = new Told(() => steps++) });
        var first = new FineTuneSpec("sums", new AdapterSpec(["w1"], [0], 1, 2), new TrainingSpec(1, 1e-3) { WarmUp = 0 }, DataSets.Arithmetic) { Seeds = [0] };
        var experiment = Experiments.Of(new PromptSpec(["7 + 5 ="])) with { FineTunes = [first, first with { Name = "chats", Data = chats }] };
        Assert.That(
            () => lab.Run(experiment),
            Throws.TypeOf<LabException>().With.Message.Contains("lfm2-atlas-tiny has no chat template").And.Message.Contains("put a chat_template.jinja into").And.Message.Contains("\"prompt\" and \"completion\""));
        Assert.That(steps, Is.Zero);
    }

    [Test]
    public void An_answer_that_was_learned_is_said_when_the_chat_is_asked()
    {
        var chats = Path.Combine(Path.GetDirectoryName(copy.Folder)!, "data.jsonl");
        const string Answered = $$"""{"messages": [{{Conversation}}, {"role": "assistant", "content": "A dozen."}]""";
        File.WriteAllText(chats, Answered + "}\n" + Answered + """, "held_out": true}""");
        var spec = new FineTuneSpec("chats", new AdapterSpec(["all-linear"], [.. Enumerable.Range(0, 14)], 8, 16), new TrainingSpec(25, 5e-3) { WarmUp = 2 }, chats) { Seeds = [0] };
        using var lab = Laboratory.Open(copy.Folder);
        var run = lab.FineTune(Experiments.Of(new PromptSpec(["7 + 5 ="])) with { FineTunes = [spec] }, spec).Runs[0];
        Assert.That((run.Before.Accuracy, run.After.Accuracy), Is.EqualTo((0.0, 1.0)));
        Assert.That(run.After.HeldOutLoss, Is.LessThan(0.1));
    }

    [Test]
    public void The_same_texts_as_a_chat_and_as_they_are_have_other_hashes()
    {
        using var checkpoint = Checkpoint.Load(copy.Folder);
        var chat = Read("""{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}""", checkpoint);
        var text = Read("""{"prompt": "<|startoftext|><|im_start|>user\na<|im_end|>\n<|im_start|>assistant\n", "completion": "b<|im_end|>\n"}""", checkpoint);
        Assert.That((chat.HeldOut[0].Prompt, chat.HeldOut[0].Response), Is.EqualTo((text.HeldOut[0].Prompt, text.HeldOut[0].Response)));
        Assert.That(chat.Sha256, Is.Not.EqualTo(text.Sha256), "the one is encoded with a BOS before it, and an end after it");
    }

    private static Models.Chat.ChatMessage[] Messages => [new("system", " Be short. "), new("user", "Hi"), new("assistant", "Hello "), new("user", "7 + 5 =")];

    private TuningExample Example(string line, DataKind kind = DataKind.Responses)
    {
        using var checkpoint = Checkpoint.Load(copy.Folder);
        var data = Read(line, checkpoint);
        Assert.That(data.Kind, Is.EqualTo(kind));
        return data.HeldOut[0];
    }

    // Twice: the second is held out.
    private TuningData Read(string line, Checkpoint checkpoint)
    {
        var path = Path.Combine(Path.GetDirectoryName(copy.Folder)!, "data.jsonl");
        File.WriteAllText(path, line + "\n" + line);
        return TuningData.Read(path, checkpoint);
    }

    private void Template(string template) => File.WriteAllText(Path.Combine(copy.Folder, "chat_template.jinja"), template);

    private sealed class Told(Action told) : IProgress<SweepProgress>
    {
        public void Report(SweepProgress value) => told();
    }
}
