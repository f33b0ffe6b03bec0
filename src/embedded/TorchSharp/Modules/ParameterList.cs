using System.Collections;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace TorchSharp.Modules
{
    /// <summary>A list of parameters.</summary>
    public class ParameterList : nn.Module, IList<Parameter>
    {
        private readonly List<Parameter> list = [];
        private bool registered;

        /// <summary>A list of these parameters.</summary>
        public ParameterList(params Parameter[] parameters)
            : base(nameof(ParameterList)) => list.AddRange(parameters);

        /// <inheritdoc/>
        public int Count => list.Count;

        /// <inheritdoc/>
        public bool IsReadOnly => false;

        /// <inheritdoc/>
        public Parameter this[int index]
        {
            get => list[index];
            set => list[index] = value;
        }

        /// <inheritdoc/>
        public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true) =>
            list.Select((parameter, i) => ($"{i}", parameter));

        /// <inheritdoc/>
        public override bool has_parameter(string target) => get_parameter(target) is not null;

        /// <inheritdoc/>
        public override Parameter? get_parameter(string target) =>
            int.TryParse(target, out int index) && index >= 0 && index < list.Count ? list[index] : null;

        /// <inheritdoc/>
        public void Add(Parameter item) => list.Add(item);

        /// <summary>Adds parameters at the end.</summary>
        public void append(params Parameter[] parameters) => list.AddRange(parameters);

        /// <summary>Adds parameters at the end.</summary>
        public void extend(IEnumerable<Parameter> parameters) => list.AddRange(parameters);

        /// <inheritdoc/>
        public void Clear() => list.Clear();

        /// <inheritdoc/>
        public bool Contains(Parameter item) => IndexOf(item) >= 0;

        /// <inheritdoc/>
        public void CopyTo(Parameter[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

        /// <inheritdoc/>
        public IEnumerator<Parameter> GetEnumerator() => list.GetEnumerator();

        /// <summary>The place of a parameter; the object counts, not its elements.</summary>
        public int IndexOf(Parameter item) => list.FindIndex(parameter => ReferenceEquals(parameter, item));

        /// <inheritdoc/>
        public void Insert(int index, Parameter item) => list.Insert(index, item);

        /// <inheritdoc/>
        public bool Remove(Parameter item)
        {
            int index = IndexOf(item);
            if (index >= 0)
                list.RemoveAt(index);
            return index >= 0;
        }

        /// <inheritdoc/>
        public void RemoveAt(int index) => list.RemoveAt(index);

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

        /// <summary>Registers the parameters under their places.</summary>
        protected override void RegisterComponents()
        {
            if (registered)
                return;
            for (int i = 0; i < list.Count; i++)
                register_parameter($"{i}", list[i]);
            registered = true;
        }

        /// <summary>Converts the parameters.</summary>
        protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
        {
            for (int i = 0; i < list.Count; i++)
            {
                if (!ReplaceParameter(dtype, device, list[i], out var converted))
                    continue;
                list[i].Dispose();
                list[i] = converted!;
            }
        }
    }
}

namespace TorchSharp
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list of parameters.</summary>
            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
        }
    }
}
