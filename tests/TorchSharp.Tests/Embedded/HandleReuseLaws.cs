using FsCheck;
using FsCheck.Fluent;
using TorchSharp.Embedded;
using static TorchSharp.torch;

namespace TorchSharp.Tests.Embedded;

/// <summary>Whatever is made, moved and disposed in whatever regions and scopes: those outside see what they see without regions.</summary>
[NonParallelizable]
public class HandleReuseLaws
{
    private static readonly Gen<int[]> Programs = Gen.Choose(0, 999).NonEmptyListOf().Resize(200).Select(code => code.ToArray());

    [Test]
    public void Those_outside_see_no_region() => Prop.ForAll(Programs.ToArbitrary(), code => Run(code, reuse: true).SequenceEqual(Run(code, reuse: false)))
        .Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Test]
    public void Threads_with_regions_of_their_own_see_nothing_of_each_other()
    {
        int[][] programs = [.. Programs.Sample(24, 40)];
        string[][] expected = [.. programs.Select(code => Run(code, reuse: false))];
        var faults = new System.Collections.Concurrent.ConcurrentQueue<string>();
        List<Thread> threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int round = 0; round < 10; round++)
            {
                for (int i = 0; i < programs.Length; i++)
                {
                    if (!Run(programs[i], reuse: true).SequenceEqual(expected[i]))
                        faults.Enqueue($"program {i}: {string.Join(", ", programs[i])}");
                }
            }
        }))];
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());

        Assert.That(faults, Is.Empty);
    }

    private static string[] Run(int[] code, bool reuse)
    {
        using var without = no_grad();
        DisposeScopeManager.Statistics.Reset();
        var machine = new Machine(code, reuse);
        using (NewDisposeScope())
            machine.Body([], null, null);
        machine.Observe([]);
        machine.Outside.ForEach(item => item.Handle.Dispose());
        return [.. machine.Seen, $"{DisposeScopeManager.Statistics}"];
    }

    private sealed class Item(Tensor handle, long value)
    {
        public Tensor Handle => handle;

        public long Value => value;
    }

    // Scopes and regions are entered and left as the numbers say. What is in a region's scopes is known there alone, and forgotten when it is disposed; every
    // other handle stays known and is looked at after each step.
    private sealed class Machine(int[] code, bool reuse)
    {
        private int next;

        public List<Item> Outside { get; } = [];

        public List<string> Seen { get; } = [];

        /// <param name="own">What the current scope holds.</param>
        /// <param name="around">What the scope around it holds; null for none.</param>
        /// <param name="first">What the innermost scope that is older than the region holds; null outside of regions.</param>
        public void Body(List<Item> own, List<Item>? around, List<Item>? first)
        {
            while (next < code.Length)
            {
                int number = code[next++], choice = number / 10;
                var item = own.Count == 0 ? null : own[choice % own.Count];
                switch (number % 10)
                {
                    case 0 or 1:
                        Add(own, first, new Item(full([2], choice), choice));
                        break;
                    case 2 when item is not null:
                        Add(own, first, new Item(item.Handle + 1, item.Value + 1));
                        break;
                    case 3 when item is not null:
                        item.Handle.Dispose();
                        own.Remove(item);
                        break;
                    case 4 when item is not null:
                        item.Handle.MoveToOuterDisposeScope();
                        own.Remove(item);
                        around?.Add(item);
                        if (around is null || ReferenceEquals(around, first))
                            Leave(item);
                        break;
                    case 5 when item is not null:
                        item.Handle.DetachFromDisposeScope();
                        own.Remove(item);
                        Leave(item);
                        break;
                    case 6 when Outside.Find(known => !known.Handle.IsInvalid) is { } known:
                        // From wherever it is: detached, or in a scope further out.
                        CurrentDisposeScope!.Attach(known.Handle);
                        own.Add(known);
                        break;
                    case 7:
                        using (NewDisposeScope())
                            Body([], own, first);
                        break;
                    case 8:
                        using (reuse ? HandleReuse.Begin() : default)
                        {
                            using var scope = NewDisposeScope();
                            Body([], own, first ?? own);
                        }
                        break;
                    case 9 when around is not null:
                        return;
                }
                own.RemoveAll(known => Outside.Contains(known) && known.Handle.IsInvalid);
                Observe(own);
            }
        }

        public void Observe(List<Item> own) => Seen.Add($"{Show(Outside)} | {Show(own)}");

        private static string Show(List<Item> items) =>
            string.Join(' ', items.Select(item => item.Handle.IsInvalid ? "disposed" : $"{item.Handle.ReadCpuInt64(1) - item.Value}"));

        private void Add(List<Item> own, List<Item>? first, Item item)
        {
            own.Add(item);
            if (first is null)
                Leave(item);
        }

        private void Leave(Item item)
        {
            if (!Outside.Contains(item))
                Outside.Add(item);
        }
    }
}
