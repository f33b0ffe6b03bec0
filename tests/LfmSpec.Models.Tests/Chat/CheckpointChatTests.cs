using LfmSpec.Models.Chat;
using LfmSpec.Models.Checkpoints;

namespace LfmSpec.Models.Tests.Chat;

/// <summary>A checkpoint's own template, against transformers' renderings, and where it is looked for.</summary>
[TestFixture]
public class CheckpointChatTests
{
    private static readonly ChatMessage[] Hello = [new("user", "Hi")];

    [TestCase("lfm2-atlas-tiny")]
    [TestCase("qwen2-atlas-tiny")]
    [TestCase("llama-atlas-tiny")]
    public void A_chat_is_rendered_and_encoded_as_transformers_does(string model)
    {
        var reference = new Reference(model);
        using var checkpoint = Checkpoint.Load(reference.CheckpointFolder);
        foreach (var chat in reference.Json.GetProperty("chat").EnumerateArray())
        {
            var messages = chat.GetProperty("messages").EnumerateArray().Select(message => new ChatMessage(message.GetProperty("role").GetString()!, message.GetProperty("content").GetString()!)).ToArray();
            var rendered = chat.GetProperty("rendered").GetString()!;
            Assert.That(checkpoint.RenderChat(messages), Is.EqualTo(rendered));
            var ids = checkpoint.EncodeChat(messages);
            Assert.That(checkpoint.Tokenizer.Decode(ids), Is.EqualTo(rendered));
            Assert.That(ids.Count(id => id == checkpoint.Tokenizer.TokenId("<|im_start|>")), Is.EqualTo(messages.Length + 1), "special tokens in the text are themselves");
            Assert.That(ids.Count(id => id == checkpoint.Tokenizer.TokenId("<|startoftext|>")), Is.EqualTo(1), "none is added to the template's own");
        }
    }

    [Test]
    public void Without_the_generation_prompt_the_text_ends_with_the_last_message()
    {
        using var checkpoint = Checkpoint.Load(RepositoryFiles.Path("models", "lfm2-atlas-tiny"));
        Assert.That(checkpoint.RenderChat(Hello, addGenerationPrompt: false), Is.EqualTo("<|startoftext|><|im_start|>user\nHi<|im_end|>\n"));
    }

    [Test]
    public void A_template_file_comes_before_one_in_the_tokenizers_configuration()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "tokenizer_config.json", """{"chat_template": "config", "bos_token": "<s>"}""");
        Assert.That(Rendered(folder), Is.EqualTo("config"));
        Write(folder, "chat_template.jinja", "file {{ bos_token }}\n");
        Assert.That(Rendered(folder), Is.EqualTo("file <s>"));
    }

    [Test]
    public void Of_a_list_of_templates_the_one_named_default_counts()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "tokenizer_config.json", """{"chat_template": [{"name": "default", "template": "plain"}, {"name": "tool_use", "template": "tools"}]}""");
        Assert.That(Rendered(folder), Is.EqualTo("plain"));
    }

    [Test]
    public void A_special_token_is_a_text_or_an_object_with_its_content()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "tokenizer_config.json", """{"bos_token": {"content": "<s>", "lstrip": false}, "eos_token": "</s>", "unk_token": null, "add_bos_token": true}""");
        Write(folder, "chat_template.jinja", "{{ bos_token }} {{ eos_token }} {{ unk_token is defined }} {{ add_bos_token is defined }}");
        Assert.That(Rendered(folder), Is.EqualTo("<s> </s> False False"));
    }

    [TestCase(null)]
    [TestCase("{}")]
    [TestCase("""{"chat_template": null}""")]
    public void A_checkpoint_may_have_no_template(string? configuration)
    {
        using var folder = new TemporaryFolder();
        if (configuration is not null)
        {
            Write(folder, "tokenizer_config.json", configuration);
        }

        Assert.That(ChatTemplateFile.Read(folder.Path), Is.Null);
    }

    [TestCase("tokenizer_config.json", "{", "line 1")]
    [TestCase("tokenizer_config.json", """{"chat_template": 5}""", "chat_template is 5, not a text or a list of named ones")]
    [TestCase("tokenizer_config.json", """{"chat_template": [{"name": "rag", "template": "x"}]}""", "named 'default'")]
    [TestCase("tokenizer_config.json", """{"chat_template": "{% if %}"}""", "tokenizer_config.json, chat_template, line 1")]
    [TestCase("chat_template.jinja", "\n{{ messages", "chat_template.jinja, line 2")]
    public void A_broken_template_is_an_error_that_names_its_file(string file, string content, string what)
    {
        using var folder = new TemporaryFolder();
        Write(folder, file, content);
        Assert.That(Assert.Throws<ChatTemplateException>(() => ChatTemplateFile.Read(folder.Path))!.Message, Does.StartWith(folder.Path).And.Contain(what));
    }

    [Test]
    public void A_template_that_is_not_UTF_8_is_an_error()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(Path.Combine(folder.Path, "chat_template.jinja"), [0xFF, 0x20]);
        Assert.That(Assert.Throws<ChatTemplateException>(() => ChatTemplateFile.Read(folder.Path))!.Message, Does.Contain("not UTF-8"));
    }

    [Test]
    public void A_broken_template_does_not_keep_a_checkpoint_from_loading_and_its_error_comes_when_it_is_used()
    {
        using var copy = new CheckpointCopy("qwen2-atlas-tiny");
        File.WriteAllText(Path.Combine(copy.Folder, "chat_template.jinja"), "{% include 'x' %}");
        using var checkpoint = Checkpoint.Load(copy.Folder);
        Assert.That(Assert.Throws<ChatTemplateException>(() => checkpoint.EncodeChat(Hello))!.Message, Does.Contain("the tag {% include %} is not understood here"));
        Assert.That(Assert.Throws<ChatTemplateException>(() => _ = checkpoint.ChatTemplate)!.Message, Does.Contain("include"));
    }

    [Test]
    public void A_chat_without_a_template_is_an_error_that_says_what_to_do()
    {
        using var copy = new CheckpointCopy("qwen2-atlas-tiny");
        File.Delete(Path.Combine(copy.Folder, "chat_template.jinja"));
        using var checkpoint = Checkpoint.Load(copy.Folder);
        Assert.That(checkpoint.ChatTemplate, Is.Null);
        Assert.That(Assert.Throws<ChatTemplateException>(() => checkpoint.EncodeChat(Hello))!.Message, Does.Contain("has no chat template").And.Contain("Give the prompt as raw text"));
    }

    private static string Rendered(TemporaryFolder folder) => ChatTemplateFile.Read(folder.Path)!.Render(Hello, addGenerationPrompt: true);

    private static void Write(TemporaryFolder folder, string name, string content) => File.WriteAllText(Path.Combine(folder.Path, name), content);
}
