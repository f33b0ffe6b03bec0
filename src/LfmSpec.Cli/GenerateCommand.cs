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
        var tokens = Number("--max-new-tokens", "How many tokens at most.", "64");
        var temperature = Number("--temperature", "From 0, for the most probable token each time, to 1000.", "0");
        var topK = Number("--top-k", "Sample from the so many most probable tokens; 0 for all. Only above temperature 0.", "0");
        var penalty = Number("--repetition-penalty", "Divides (or multiplies, if negative) the logits of tokens that have occurred, the prompt's included; from 0.001 to 1000.", "1");
        var seed = Number("--seed", "The seed of the sampling. Only above temperature 0.", "0");
        var command = new Command("generate", "Continues a prompt, token by token, until the end-of-text token.") { model, prompt, chat.Chat, chat.System, tokens, temperature, topK, penalty, seed };
        command.Does((parsed, cancellation) =>
        {
            var messages = chat.Messages(parsed);
            var most = NumberText.Whole(tokens.Name, parsed.GetValue(tokens)!, 1, int.MaxValue);
            var sampling = new Sampling
            {
                Temperature = NumberText.Finite(temperature.Name, parsed.GetValue(temperature)!, 0, 1000),
                TopK = NumberText.Whole(topK.Name, parsed.GetValue(topK)!, 0, int.MaxValue),
                RepetitionPenalty = NumberText.Finite(penalty.Name, parsed.GetValue(penalty)!, 0.001, 1000),
                Seed = NumberText.Whole(seed.Name, parsed.GetValue(seed)!, long.MinValue, long.MaxValue),
            };
            if (sampling.Temperature == 0)
            {
                parsed.Refuse($"at {temperature.Name} 0 the most probable token is taken each time", topK, seed);
            }

            if (messages is null)
            {
                parsed.WarnOfSpaces(prompt.Name, parsed.GetValue(prompt)!);
            }

            using var checkpoint = Checkpoint.Load(HubModel.Locate(parsed.GetValue(model)!, parsed.InvocationConfiguration.Error, cancellation));
            cancellation.ThrowIfCancellationRequested();
            var clock = Stopwatch.StartNew();
            var text = parsed.GetValue(prompt)!;
            var ids = messages is null ? checkpoint.Tokenizer.Encode(text) : checkpoint.EncodeChat(messages(text));
            var generated = TextGeneration.Stream(checkpoint, new GenerationRequest(ids) { MaxNewTokens = most, Sampling = sampling }, cancellation).ToArray();
            var end = EndOfText.Of(checkpoint.Folder);
            parsed.Print((messages is null ? text : "") + checkpoint.Tokenizer.Decode(generated.Where(id => !end.Contains(id))));
            parsed.Note($"{generated.Length} tokens in {clock.Elapsed.TotalSeconds:F2} s, {generated.Length / clock.Elapsed.TotalSeconds:F1} tokens/s, the prompt included");
        });
        return command;
    }

    // As a text, which NumberText reads.
    private static Option<string> Number(string name, string description, string otherwise) => new(name) { Description = description, DefaultValueFactory = _ => otherwise };
}
