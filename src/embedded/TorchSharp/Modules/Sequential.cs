using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>Modules one after the other: each gets the result of the one before. What lies between two of them is disposed.</summary>
    public class Sequential : nn.Module<Tensor, Tensor>
    {
        private readonly List<nn.IModule<Tensor, Tensor>> members = [];
        private readonly List<string> names = [];

        /// <summary>Modules under names of their own.</summary>
        protected internal Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules)
            : base(nameof(Sequential))
        {
            foreach (var (name, module) in modules)
                append(name, module);
        }

        /// <summary>Modules named "0", "1" and so on.</summary>
        protected internal Sequential(params nn.Module<Tensor, Tensor>[] modules)
            : base(nameof(Sequential))
        {
            foreach (var module in modules)
                append(module);
        }

        /// <summary>Number of modules.</summary>
        public int Count => members.Count;

        /// <summary>One of the modules.</summary>
        [IndexerName("SequentialItems")]
        public nn.IModule<Tensor, Tensor> this[int index] => members[index];

        /// <summary>Some of the modules, from start to before end; they are shared.</summary>
        [IndexerName("SequentialItems")]
        public Sequential this[(int? start, int? end) index]
        {
            get
            {
                int start = index.start ?? 0, end = index.end ?? Count;
                if (start < 0 || start > Count || end < 0 || end > Count)
                    throw new ArgumentOutOfRangeException(nameof(index), $"Sequential: {start}..{end} does not lie in 0..{Count}.");
                var result = new Sequential(Array.Empty<nn.Module<Tensor, Tensor>>());
                for (int i = start; i < end; i++)
                    result.append(names[i], members[i]);
                return result;
            }
        }

        /// <summary>Some of the modules; they are shared.</summary>
        [IndexerName("SequentialItems")]
        public Sequential this[Range index] => this[(index.Start.GetOffset(Count), index.End.GetOffset(Count))];

        /// <summary>Adds a module at the end.</summary>
        public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
        {
            members.Add(module);
            names.Add(name);
            return this;
        }

        /// <summary>Adds a module at the end, named after its place.</summary>
        public Sequential append(nn.IModule<Tensor, Tensor> module) => append($"{members.Count}", module);

        /// <inheritdoc/>
        public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
            !recurse ? [] : Inside(module => module.named_parameters(true)).DistinctBy(entry => entry.Item2, Reference<Parameter>.Equality);

        /// <inheritdoc/>
        public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true) =>
            !recurse ? [] : Inside(module => module.named_buffers(true, include_nonpersistent))
                .DistinctBy(entry => entry.Item2, Reference<Tensor>.Equality);

        /// <inheritdoc/>
        public override IEnumerable<(string name, nn.Module module)> named_children() =>
            names.Zip(members, (name, module) => (name, (nn.Module)module));

        /// <inheritdoc/>
        public override IEnumerable<(string name, nn.Module module)> named_modules() =>
            named_children().Concat(Inside(module => module.named_modules()));

        /// <inheritdoc/>
        public override Tensor forward(Tensor tensor)
        {
            if (members.Count == 0)
                return tensor.alias();
            var result = members[0].call(tensor);
            foreach (var module in members.Skip(1))
            {
                using var before = result;
                result = module.call(before);
            }
            return result;
        }

        /// <inheritdoc/>
        public override nn.Module apply(Action<nn.Module> fn)
        {
            foreach (var (_, module) in named_children())
                module.apply(fn);
            fn(this);
            return this;
        }

        private IEnumerable<(string, T)> Inside<T>(Func<nn.Module, IEnumerable<(string, T)>> list) =>
            named_children().SelectMany(child => list(child.module).Select(entry => ($"{child.name}.{entry.Item1}", entry.Item2)));

        private sealed class Reference<T> : IEqualityComparer<T>
            where T : class
        {
            public static Reference<T> Equality { get; } = new();

            public bool Equals(T? x, T? y) => ReferenceEquals(x, y);

            public int GetHashCode(T obj) => RuntimeHelpers.GetHashCode(obj);
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>An empty sequence of modules.</summary>
            public static Sequential Sequential() => new(Array.Empty<Module<Tensor, Tensor>>());

            /// <summary>Modules one after the other, under names of their own.</summary>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            /// <summary>Modules one after the other.</summary>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => new(modules);

            /// <summary>Modules one after the other, under names of their own.</summary>
            public static Sequential Sequential(params Tuple<string, Module<Tensor, Tensor>>[] modules) =>
                Sequential(modules.AsEnumerable());

            /// <summary>Modules one after the other, under names of their own.</summary>
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) =>
                new(modules.ToArray());

            /// <summary>Modules one after the other, under names of their own.</summary>
            public static Sequential Sequential(IEnumerable<Tuple<string, Module<Tensor, Tensor>>> modules) =>
                new(modules.Select(entry => (entry.Item1, entry.Item2)).ToArray());

            /// <summary>Modules one after the other.</summary>
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules.ToArray());
        }
    }
}
