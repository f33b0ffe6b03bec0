using System.CommandLine;
using LfmSpec.Lab;
using LfmSpec.Models;
using LfmSpec.Models.Chat;
using LfmSpec.Models.Hub;

namespace LfmSpec.Cli;

/// <summary><c>lfmspec chat</c>: a conversation in a terminal, in the model's chat template.</summary>
internal static class ChatCommand
{
    private const string Help = "A line is a message. /again answers the last one once more, /clear begins a new conversation, /exit or the end of input ends.";

    internal static Command Create()
    {
        var model = Commands.Model();
        var system = new Option<string?>("--system") { Description = "The system message, before every conversation." };
        var sampling = new SamplingOptions();
        var interventions = new InterventionOptions(continues: true);
        var adapter = GenerateCommand.Adapter();
        var command = new Command("chat", $"Talks with a model in its chat template. {Help}") { model, system };
        foreach (var option in sampling.All.Concat(interventions.All).Append(adapter))
        {
            command.Add(option);
        }

        command.Does((parsed, cancellation) =>
        {
            sampling.Check(parsed);
            GenerateCommand.CheckChanges(parsed, interventions, adapter);
            using var lab = Laboratory.Open(HubModel.Locate(parsed.GetValue(model)!, parsed.InvocationConfiguration.Error, cancellation));
            using var adapted = GenerateCommand.Adapted(parsed, adapter, lab);
            var changes = interventions.Read(parsed, text => text);
            var others = interventions.Others(parsed);
            var conversation = new List<ChatMessage>();
            Begin();
            lab.Checkpoint.RenderChat([.. conversation, new("user", "")]); // a model without a template is told before anything is written
            parsed.Note($"{lab.Checkpoint.Name}. {Help}");
            while (Ask(parsed, cancellation) is { } line)
            {
                switch (line.Trim())
                {
                    case "":
                        continue;
                    case "/exit":
                        return;
                    case "/clear":
                        Begin();
                        continue;
                    case "/again" when conversation.Count > 0 && conversation[^1].Role == "assistant":
                        conversation.RemoveAt(conversation.Count - 1);
                        break;
                    case ['/', ..] other:
                        parsed.Note($"{other}: there is no such command here. {Help}");
                        continue;
                    default:
                        conversation.Add(new("user", line));
                        break;
                }

                var request = sampling.Request(parsed, lab.Checkpoint, lab.Checkpoint.EncodeChat(conversation));
                var shown = new NewText(lab.Checkpoint.Tokenizer, request.StopStrings);
                var run = new GenerationRun { Model = adapted?.Model, Chosen = (_, id) => parsed.Write(shown.Add(id)) };
                var answer = lab.Continue([request], changes, others.Length == 0 ? null : new PromptSpec(others), run, cancellation)[0];
                parsed.Print(shown.End(answer.Text));
                conversation.Add(new("assistant", answer.Text));
            }

            void Begin()
            {
                conversation.Clear();
                if (parsed.GetValue(system) is { } message)
                {
                    conversation.Add(new("system", message));
                }
            }
        });
        return command;
    }

    private static string? Ask(ParseResult parsed, CancellationToken cancellation)
    {
        parsed.InvocationConfiguration.Error.Write("> ");
        var line = Task.Run(Console.In.ReadLine, CancellationToken.None);
        line.Wait(cancellation);
        return line.Result;
    }
}
