using System.CommandLine;
using System.Diagnostics;
using LfmSpec.Models;
using LfmSpec.Models.Checkpoints;
using LfmSpec.Models.Hub;
using TorchSharp;
using static TorchSharp.torch;

namespace LfmSpec.Cli;

/// <summary><c>lfmspec generate</c>: a prompt continued.</summary>
internal static class GenerateCommand
{
    internal static Command Create()
    {
        var model = Commands.Model();
        var prompt = new Option<string>("--prompt") { Description = "The prompt, raw text; with --chat the user's message.", Required = true };
        var chat = new ChatOptions();
        var tokens = new Option<int>("--max-new-tokens") { Description = "How many tokens at most.", DefaultValueFactory = _ => 64 };
        var temperature = new Option<double>("--temperature") { Description = "0 for the most probable token each time.", DefaultValueFactory = _ => 0 };
        var topK = new Option<int>("--top-k") { Description = "Sample from the so many most probable tokens; 0 for all.", DefaultValueFactory = _ => 0 };
        var penalty = new Option<double>("--repetition-penalty") { Description = "Divides (or multiplies, if negative) the logits of tokens that have occurred, the prompt's included.", DefaultValueFactory = _ => 1 };
        var seed = new Option<long>("--seed") { Description = "The seed of the sampling.", DefaultValueFactory = _ => 0 };
        var command = new Command("generate", "Continues a prompt, token by token, until the end-of-text token.") { model, prompt, chat.Chat, chat.System, tokens, temperature, topK, penalty, seed };
        command.Does((parsed, cancellation) =>
        {
            var messages = chat.Messages(parsed);
            using var checkpoint = Checkpoint.Load(HubModel.Locate(parsed.GetValue(model)!, parsed.InvocationConfiguration.Error, cancellation));
            var sampling = new Sampling { Temperature = parsed.GetValue(temperature), TopK = parsed.GetValue(topK), RepetitionPenalty = parsed.GetValue(penalty), Seed = parsed.GetValue(seed) };
            var clock = Stopwatch.StartNew();
            var text = parsed.GetValue(prompt)!;
            var ids = messages is null ? checkpoint.Tokenizer.Encode(text) : checkpoint.EncodeChat(messages(text));
            var generated = Generation.Continue(checkpoint, ids, parsed.GetValue(tokens), sampling, cancellation).ToArray();
            var end = EndOfText.Of(checkpoint.Folder);
            parsed.InvocationConfiguration.Output.WriteLine((messages is null ? text : "") + checkpoint.Tokenizer.Decode(generated.Where(id => !end.Contains(id))));
            parsed.InvocationConfiguration.Error.WriteLine($"{generated.Length} tokens in {clock.Elapsed.TotalSeconds:F2} s, {generated.Length / clock.Elapsed.TotalSeconds:F1} tokens/s, the prompt included");
        });
        return command;
    }
}
