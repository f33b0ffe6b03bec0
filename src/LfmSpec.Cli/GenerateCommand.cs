using System.CommandLine;
using System.Diagnostics;
using System.Text.Json;
using LfmSpec.Lab;
using LfmSpec.Models;
using LfmSpec.Models.Adapters;
using LfmSpec.Models.Hub;

namespace LfmSpec.Cli;

/// <summary><c>lfmspec generate</c>: prompts continued, under interventions if they are named.</summary>
internal static class GenerateCommand
{
    internal static Command Create()
    {
        var model = Commands.Model();
        var prompt = new Option<string[]>("--prompt") { Description = "The prompt, raw text; with --chat the user's message. May be given several times: the texts are continued together, each as it would be alone.", Required = true };
        var chat = new ChatOptions();
        var sampling = new SamplingOptions();
        var interventions = new InterventionOptions(continues: true);
        var adapter = Adapter();
        var json = new Option<bool>("--json") { Description = "Print JSON: of each prompt its text, its tokens and why it ended." };
        var command = new Command("generate", "Continues prompts, token by token, until an end-of-text token.") { model, prompt, chat.Chat, chat.System };
        foreach (var option in sampling.All.Concat(interventions.All).Append(adapter).Append(json))
        {
            command.Add(option);
        }

        command.Does((parsed, cancellation) =>
        {
            var messages = chat.Messages(parsed);
            sampling.Check(parsed);
            CheckChanges(parsed, interventions, adapter);
            var prompts = parsed.GetValue(prompt)!;
            foreach (var text in messages is null ? prompts : [])
            {
                parsed.WarnOfSpaces(prompt.Name, text);
            }

            using var lab = Laboratory.Open(HubModel.Locate(parsed.GetValue(model)!, parsed.InvocationConfiguration.Error, cancellation));
            cancellation.ThrowIfCancellationRequested();
            using var adapted = Adapted(parsed, adapter, lab);
            var asText = chat.Texts(parsed, lab.Checkpoint);
            var changes = interventions.Read(parsed, asText);
            var requests = prompts.Select(text => sampling.Request(parsed, lab.Checkpoint, messages is null ? lab.Checkpoint.Tokenizer.Encode(text) : lab.Checkpoint.EncodeChat(messages(text)))).ToArray();
            var streams = prompts.Length == 1 && !parsed.GetValue(json);
            var before = messages is null ? prompts[0] : null;
            var shown = new NewText(lab.Checkpoint.Tokenizer, requests[0].StopStrings);
            var run = new GenerationRun
            {
                Model = adapted?.Model,
                Chosen = streams ? Show : null,
            };
            var clock = Stopwatch.StartNew();
            var others = interventions.Others(parsed);
            var texts = lab.Continue(requests, changes, others.Length == 0 ? null : new PromptSpec([.. others.Select(asText)]), run, cancellation);
            var seconds = clock.Elapsed.TotalSeconds;
            if (streams)
            {
                parsed.Print(shown.End(texts[0].Text));
            }
            else if (parsed.GetValue(json))
            {
                parsed.Print(JsonSerializer.Serialize(prompts.Zip(texts, (prompt, text) => new Report(prompt, text.Text, text.Tokens, $"{text.Reason}")), TryCommand.Indented));
            }
            else
            {
                foreach (var (index, text) in texts.Index())
                {
                    parsed.Print($"[{index + 1}] {(messages is null ? prompts[index] : "")}{text.Text}");
                }
            }

            var count = texts.Sum(text => text.Tokens.Count);
            parsed.Note($"{count} tokens in {seconds:F2} s, {count / seconds:F1} tokens/s, the {(prompts.Length == 1 ? "prompt" : "prompts")} included");

            // The prompt with the first token, so that an error prints nothing.
            void Show(int index, int id)
            {
                parsed.Write((before ?? "") + shown.Add(id));
                before = null;
            }
        });
        return command;
    }

    /// <summary>The option that names an adapter.</summary>
    internal static Option<string?> Adapter() => new("--adapter") { Description = "A folder with a LoRA adapter in PEFT's files (adapter_config.json, adapter_model.safetensors). Not together with interventions." };

    /// <summary>Reads interventions before a model is, so that a mistake costs nothing.</summary>
    /// <exception cref="InterventionTextException">One cannot be read, or they stand beside an adapter.</exception>
    internal static void CheckChanges(ParseResult parsed, InterventionOptions interventions, Option<string?> adapter)
    {
        var written = interventions.Read(parsed, text => text);
        interventions.Check(parsed, written, hasOtherPrompts: false);
        if (written.Length > 0)
        {
            parsed.Refuse("interventions take values of the base model's runs. Merge it into the checkpoint with PEFT to change a tuned model", adapter);
        }
    }

    /// <summary>The model with the adapter that is named; null if none is.</summary>
    internal static AdaptedModel? Adapted(ParseResult parsed, Option<string?> adapter, Laboratory lab)
    {
        if (parsed.GetValue(adapter) is not { } folder)
        {
            return null;
        }

        var adapted = AdaptedModel.Load(lab.Checkpoint, folder);
        adapted.Merge();
        return adapted;
    }

    private sealed record Report(string Prompt, string Text, IReadOnlyList<int> Tokens, string Ended);
}
